"""After an act or a signature every paper of the run tells it, and all of them agree."""

import csv
import json
from datetime import timedelta

import pytest

from seatrial.certificate.acts import Deed
from seatrial.certificate.issued import read_issued
from seatrial.files import write_whole
from seatrial.frozen import sha256
from seatrial.report_commands import material_of, shelf, stepped_back
from seatrial.seal.act import Wish, act
from seatrial.seal.bundle import BUNDLE
from seatrial.seal.log import Log
from seatrial.seal.sign import sign
from seatrial.seal.signed import shelf_of, signed_path
from seatrial.seal.trust import trust_text
from seatrial.seal.verify import against_papers, find_bundle, read_signed
from seatrial.settings import Settings
from seatrial.state import RepositoryFolder, purge
from tests.seal.people import ADA, BEN, DAY, EVE, TRUST, entry, trusting

LATER = DAY + timedelta(days=90)


def waive(port, target, reason="known"):
    return act(port.desk(), Wish(Deed.WAIVE, target, reason=reason, owner="Ines", until=LATER))


def sign_by(port, key):
    return sign(port.desk(key), port.papers, "release-captain")


def repository(port):
    return RepositoryFolder(port.papers.parent.parent)


def shelved(port, trust=TRUST):
    return shelf_of(Log(port.state.log), trust, repository(port).root.name)


def read(port, name):
    return (port.papers / name).read_text()


@pytest.fixture
def waived(poor):
    """Parcelgate with one finding waived; the finding."""
    finding = next(f for f in poor.certificate.findings if f.places)
    waive(poor, finding.id, "known to us")
    return poor, next(f for f in poor.certificate.findings if f.fingerprint == finding.fingerprint)


def test_a_waived_finding_is_suppressed_in_sarif_and_told_in_every_paper(waived):
    port, finding = waived
    told = f"waived by Ada (owner Ines) on {DAY} until {LATER}, log entry 2: known to us"
    (run,) = json.loads(read(port, "findings.sarif"))["runs"]
    reasons = {
        r["partialFingerprints"]["seatrial/v1"]: [s["justification"] for s in r["suppressions"]]
        for r in run["results"]
    }
    assert reasons.pop(finding.fingerprint) == [told]
    assert set(map(tuple, reasons.values())) == {()}
    assert told in read(port, "certificate.md").replace("\\", "")
    assert told in read(port, "report.html")
    assert 'href="#acts"' in read(port, "report.html")
    rows = list(csv.DictReader(read(port, "traceability.csv").splitlines()))
    assert {r["findings"] for r in rows if told in r["acts"]} == {finding.id}


def test_the_papers_stay_those_that_manifest_and_certificate_name(waived):
    port, _ = waived
    read_issued(port.papers / "certificate.json")
    manifest = json.loads(read(port, "manifest.json"))["sha256"]
    for name, digest in manifest.items():
        assert sha256((port.papers / name).read_bytes()) == digest, name
    sign_by(port, BEN)
    (checked,) = against_papers(read_signed(find_bundle(port.papers)), port.papers)
    assert checked.outcome == "ok"


def test_a_dismissed_claim_is_suppressed_and_a_confirmed_one_is_not(port):
    claim = next(f for f in port.certificate.findings if f.source == "model")
    assert "suppressions" not in read(port, "findings.sarif")
    act(port.desk(), Wish(Deed.DISMISS, claim.id, reason="it is a test"))
    assert "dismissed by Ada on 2030-01-01, log entry 2: it is a test" in read(
        port, "findings.sarif"
    )
    act(port.desk(BEN), Wish(Deed.CONFIRM, claim.id))
    assert "dismissed" not in read(port, "findings.sarif")
    assert "confirmed by Ben" in read(port, "report.html")


def test_who_signed_stands_in_the_papers_and_an_act_makes_a_draft_of_them_again(port):
    assert "DRAFT, not signed" in read(port, "certificate.md")
    sign_by(port, BEN)
    sign_by(port, ADA)
    for paper in ("certificate.md", "report.html"):
        text = read(port, paper)
        assert "raft, not signed" not in text.lower()
        for told in ("Ada", "Ben", "release-captain", str(DAY), ADA.public.id, BEN.public.id):
            assert told in text, (paper, told)
    waive(port, "G2")
    assert "DRAFT, not signed" in read(port, "certificate.md")


def test_report_signs_as_the_papers_do_by_the_trust_file_of_the_reader(port, tmp_path):
    sign_by(port, BEN)
    folder = repository(port)
    m = material_of(folder, port.run, shelved(port))
    assert [(s.name, s.role, s.key) for s in m.signers] == [
        ("Ben", "release-captain", BEN.public.id)
    ]
    nobody = shelf(port.state, folder, tmp_path / "no-trust.toml")
    assert material_of(folder, port.run, nobody).signers == ()
    assert "counts for nothing: the trust file does not know the key" in nobody.notes[0]


def test_what_was_signed_is_kept_when_its_run_is_purged(port):
    first = sign_by(port, BEN)
    purge(repository(port), port.run)
    (issue,) = shelved(port).issues
    assert issue.file == first.bundle.file


def test_only_good_signatures_of_trusted_people_count(port):
    sign_by(port, BEN)
    assert shelved(port, trusting(entry(EVE, "Eve", "release-captain"))).issues == ()
    no_role = trusting(entry(BEN, "Ben"))
    assert "may not sign as 'release-captain'" in shelved(port, no_role).notes[0]
    kept = signed_path(
        Log(port.state.log), sha256(read_signed(port.papers / BUNDLE).readiness.content)
    )
    content = kept.read_bytes()
    kept.write_bytes(content.replace(b'"sig":"', b'"sig":"A', 1))
    assert shelved(port).issues == ()
    assert "not here any more" in shelved(port).lost[0]
    kept.unlink()
    assert "not here any more" in shelved(port).lost[0]
    sign_by(port, ADA)
    assert shelved(port).lost == ()


def test_an_output_that_another_run_has_filled_since_is_left_alone(port, tmp_path):
    output = tmp_path / "output"
    output.mkdir()
    record = port.run.read().model_copy(update={"output": str(output)})
    port.run.write(record)
    (output / "certificate.json").write_text("of another run")
    waive(port, "G2")
    assert [p.name for p in output.iterdir()] == ["certificate.json"]
    (output / "certificate.json").write_bytes((port.papers / "certificate.json").read_bytes())
    waive(port, "G3")
    assert (output / "certificate.json").read_bytes() == (
        port.papers / "certificate.json"
    ).read_bytes()
    sign_by(port, BEN)
    assert (output / BUNDLE).read_bytes() == (port.papers / BUNDLE).read_bytes()


STRICT = b"""schema = "seatrial.policy/1"
name = "no step back"
extends = "default"
[levels]
refuse_regression = true
"""


def test_a_step_back_needs_a_trust_file_that_knows_who_signed(port, tmp_path):
    claim = next(f for f in port.certificate.findings if f.source == "model")
    settings = Settings(state=port.state.root, trust=tmp_path / "trust.toml")
    write_whole(settings.trust, trust_text(TRUST.keys.values()).encode())
    write_whole(port.papers / "policy.toml", STRICT)
    port.run.write(port.run.read().model_copy(update={"policy": sha256(STRICT)}))
    sign_by(port, BEN)
    assert stepped_back(port.run.name, settings) == ([], ())
    act(port.desk(), Wish(Deed.CONFIRM, claim.id))
    reasons, _ = stepped_back(port.run.name, settings)
    assert [line for line in reasons if "and is FAIL" in line], reasons
    settings.trust.unlink()
    reasons, notes = stepped_back(port.run.name, settings)
    assert reasons == []
    assert "by which Ben signed" in notes[0]
    assert "counts for nothing" in notes[0]


def test_the_run_record_counts_what_people_ruled(port):
    claim = next(f for f in port.certificate.findings if f.source == "model")
    assert port.run.read().reliability is None
    act(port.desk(), Wish(Deed.DISMISS, claim.id, reason="it is a test"))
    told = port.run.read().reliability
    assert (told.labels, told.n, told.unstated) == ({"dismissed": 1}, 0, 1)
    act(port.desk(BEN), Wish(Deed.CONFIRM, claim.id))
    assert port.run.read().reliability.labels == {"confirmed": 1}
