"""A certificate is read again only as it was issued."""

import json

import pytest

from seatrial.certificate.issued import read_issued
from seatrial.certificate.papers import issue_papers
from seatrial.errors import UsageError
from seatrial.evidence.catalogue import catalogue
from tests.certificate.drafts import draft, failing
from tests.gates.bench import all_good


@pytest.fixture
def issued(tmp_path):
    """The folder of an issued certificate with one finding."""
    folder = tmp_path / "papers"
    folder.mkdir()
    found = [e for e in all_good() if e.check != "a.there"] + [failing("a.there", "x = 1")]
    certificate = draft(tmp_path, found)
    (folder / "certificate.json").write_bytes(certificate.model_dump_json(indent=2).encode())
    (folder / "evidence.jsonl").write_bytes(b"")
    (folder / "sbom.cdx.json").write_bytes(b"{}")
    issue_papers(certificate, catalogue(), folder)
    return folder


def edit(folder, change, manifest=False):
    path = folder / "certificate.json"
    body = json.loads(path.read_text())
    change(body)
    path.write_text(json.dumps(body))
    if not manifest:
        (folder / "manifest.json").unlink()
    return path


def refusal(path):
    with pytest.raises(UsageError) as refused:
        read_issued(path)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_an_issued_certificate_is_read_with_or_without_its_manifest(issued):
    path = issued / "certificate.json"
    assert read_issued(path).manifest is not None
    (issued / "manifest.json").unlink()
    read = read_issued(path)
    assert (read.manifest, read.certificate.repository.name) == (None, "ship")


def test_the_manifest_shows_any_edit(issued):
    path = edit(issued, lambda body: body["run"].update(run="another"), manifest=True)
    assert "was edited: the manifest.json beside it holds another digest" in refusal(path)
    (issued / "manifest.json").write_text("{")
    assert "was edited: the manifest.json" in refusal(path)


def _approve(body):
    body["verdicts"]["production"] = "APPROVED"


def _pass(body):
    body["gates"][0]["status"] = "PASS"


def _meet(body):
    body["conditions"][0]["met"] = True


def _drop_finding(body):
    body["findings"].append(body["findings"][0])


def _forget(body):
    body["gates"][0]["checks"][0]["evidence"] = []


def _need_less(body):
    body["environments"]["production"] = ["G2"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_approve, "was edited: production is APPROVED, and its gates make it REJECTED"),
        (_pass, "was edited: development is REJECTED, and its gates make it APPROVED"),
        (_meet, "was edited: its condition on G1 is not what the gate says"),
        (_drop_finding, "was edited: its findings are not numbered one after another"),
        (_forget, "was edited: a.there rests on 0 observations, its roll on 1"),
        (_need_less, "was edited: production is REJECTED, and its gates make it APPROVED"),
        (lambda b: b["verdicts"].pop("development"), "its verdicts are not those of its env"),
        (lambda b: b["gates"].pop(), "was edited: production needs G2, which it does not hold"),
        (lambda b: b.update(conditions_met=7), "was edited: it miscounts its conditions"),
        (lambda b: b.update(extra=1), "is no certificate: extra: Extra inputs are not permitted"),
        (lambda b: b.pop("level"), "is no certificate: level: Field required"),
        (lambda b: b.update(schema_version="seatrial.certificate/9"), "not 'seatrial.certificate"),
        (lambda b: b.update(schema_version="s/9", x=1), "its schema is 's/9', and this Seatrial"),
    ],
)
def test_an_edit_that_contradicts_the_rest_is_seen_without_a_manifest(issued, change, said):
    assert said in refusal(edit(issued, change))


def test_what_is_no_certificate_is_refused_by_name(issued, tmp_path):
    assert "No such file or directory; name a certificate.json" in refusal(tmp_path / "none")
    assert "Is a directory" in refusal(tmp_path)
    for content in (b"", b"[1]", b"\xff", b"{", b"[" * 100_000, b"null"):
        (tmp_path / "c.json").write_bytes(content)
        assert "is no certificate" in refusal(tmp_path / "c.json")
