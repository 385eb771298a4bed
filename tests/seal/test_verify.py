"""A signed certificate of a real run, and everything that is wrong with the wrong ones."""

import json
import os
import random
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from securesystemslib.dsse import Envelope as TheirEnvelope
from securesystemslib.signer import SSlibKey

from seatrial.certificate.acts import Deed
from seatrial.certificate.signers import level_signed
from seatrial.errors import UsageError
from seatrial.gates.model import Level, Status
from seatrial.seal.act import Wish, act
from seatrial.seal.bundle import BUNDLE
from seatrial.seal.desk import Desk
from seatrial.seal.replay import against_replay
from seatrial.seal.sign import sign
from seatrial.seal.trust import Trust
from seatrial.seal.verify import (
    Outcome,
    against_papers,
    against_policy,
    against_repository,
    find_bundle,
    read_signed,
    verify,
)
from seatrial.seal.verify_log import against_logs
from seatrial.settings import Settings
from seatrial.state import StateFolder
from tests.seal.people import ADA, BEN, DAY, EVE, NOW, TRUST, entry, trusting
from tests.trees import EXAMPLES, write_tree

LATER = DAY + timedelta(days=90)


@pytest.fixture(scope="module")
def signed(ports, tmp_path_factory):
    """Both examples: berthbook's with a waiver, signed by two; parcelgate's by one."""
    found = {}
    for name in ("berthbook", "parcelgate"):
        port = ports[name].copy(tmp_path_factory.mktemp(name) / "port")
        if name == "berthbook":
            waiver = Wish(Deed.WAIVE, "G2", reason="known", owner="Ada", until=LATER)
            act(port.desk(), waiver)
            sign(port.desk(BEN), port.papers, "release-captain")
        sign(port.desk(), port.papers / "certificate.json", "release-captain")
        found[name] = port
    return found


@pytest.fixture
def good(signed, tmp_path):
    return signed["berthbook"].copy(tmp_path / "good")


def verified(path, trust=TRUST, on=DAY, logs=(), repo=None):
    bundle = read_signed(find_bundle(path))
    more = [
        against_repository(bundle.certificate, repo),
        against_policy(bundle.certificate, None),
        *against_papers(bundle, path if path.is_dir() else path.parent),
        *against_logs(bundle, logs),
    ]
    return verify(bundle, trust, on, more)


def failed(found):
    return {c.name: c.told for c in found.checks if c.outcome is Outcome.BAD}


def test_every_check_of_a_good_certificate_is_good(good):
    found = verified(good.papers, logs=[good.state.log], repo=good.root)
    assert {c.name: c.outcome for c in found.checks} == dict.fromkeys(
        (
            *("envelope", "signatures", "signers", "acts", "waivers"),
            *("subject", "policy", "artefacts", "log", "station"),
        ),
        Outcome.GOOD,
    ) | {"station": found.checks[-1].outcome}
    assert set(found.people) == {("Ada", "release-captain"), ("Ben", "release-captain")}
    assert found.verdicts == found.certificate.verdicts


def test_what_was_not_named_is_not_checked(good):
    found = verified(good.papers)
    names = {c.name for c in found.checks if c.outcome is Outcome.OPEN}
    assert names == {"subject", "log", "station"}
    assert found.good


def test_an_ended_waiver_reopens_its_gate(good):
    on = LATER + timedelta(days=1)
    found = verified(good.papers, on=on)
    assert failed(found) == {
        "waivers": f"the waiver by Ada of 'G2 Latency' ended on {LATER};"
        f" on {on} G2 is PENDING again"
    }
    assert found.level is Level.NONE


def test_no_changed_byte_of_any_line_is_accepted(good):
    """The ten thousand are in test_envelope.py, where each costs less."""
    path, chance = good.papers / BUNDLE, random.Random(7)
    content = path.read_bytes()
    for _ in range(60):
        place, value = chance.randrange(len(content)), chance.randrange(1, 256)
        changed = bytes([content[place] ^ value])
        path.write_bytes(content[:place] + changed + content[place + 1 :])
        try:
            found = verified(good.papers)
        except UsageError:
            continue
        assert not found.good, place
    path.write_bytes(content)
    assert verified(good.papers).good


def test_no_line_can_be_left_out_repeated_or_moved(good):
    path = good.papers / BUNDLE
    lines = path.read_bytes().splitlines(keepends=True)
    others = [lines[:n] + lines[n + 1 :] for n in range(len(lines))]
    others += [[*lines[:n], lines[n], *lines[n:]] for n in range(len(lines))]
    others += [[*lines[:n], lines[n + 1], lines[n], *lines[n + 2 :]] for n in range(len(lines) - 1)]
    for other in others:
        path.write_bytes(b"".join(other))
        with pytest.raises(UsageError):
            read_signed(path)


def test_every_wrong_pair_of_certificate_log_key_and_repository_is_refused(signed):
    names = ["berthbook", "parcelgate"]
    keys = {"right": TRUST, "other": trusting(entry(EVE, "Eve", "release-captain"))}
    for certificate in names:
        for log in names:
            for repo in names:
                for which, trust in keys.items():
                    found = verified(
                        signed[certificate].papers,
                        trust,
                        logs=[signed[log].state.log],
                        repo=EXAMPLES / repo,
                    )
                    right = certificate == log == repo and which == "right"
                    assert found.good is right, (certificate, log, repo, which)
                    bad = set(failed(found))
                    assert ("subject" in bad) is (certificate != repo)
                    assert ("log" in bad) is (certificate != log)
                    assert ("signatures" in bad) is (which == "other")


def test_a_line_of_another_certificate_is_refused(signed, good):
    ours = (good.papers / BUNDLE).read_bytes().splitlines(keepends=True)
    theirs = (signed["parcelgate"].papers / BUNDLE).read_bytes().splitlines(keepends=True)
    for mine in range(len(ours)):
        for other in theirs:
            (good.papers / BUNDLE).write_bytes(b"".join([*ours[:mine], other, *ours[mine + 1 :]]))
            with pytest.raises(UsageError):
                read_signed(good.papers / BUNDLE)


def test_an_edited_artefact_tree_or_policy_is_found(good, tmp_path):
    (good.papers / "evidence.jsonl").write_bytes(b"")
    assert failed(verified(good.papers)) == {
        "artefacts": "'evidence.jsonl' is not the one that was signed"
    }
    tree = shutil.copytree(good.root, tmp_path / "tree")
    write_tree(tree, {"new.py": "x = 1\n"})
    assert "subject" in failed(verified(good.papers, repo=tree))
    certificate = read_signed(good.papers / BUNDLE).certificate
    (tmp_path / "policy.toml").write_text("")
    assert against_policy(certificate, tmp_path / "policy.toml").outcome is Outcome.BAD


def test_a_log_that_lost_or_changed_anything_is_named(good):
    log = good.state.log
    (log / "entries" / "00000003.json").unlink()
    found = verified(good.papers, logs=[log])
    assert "entry 3 was removed" in failed(found)["log"]


def test_a_log_that_was_written_anew_without_the_act_is_refused(good, ports):
    found = verified(good.papers, logs=[ports["berthbook"].state.log])
    assert "acts are in no log" in failed(found)["log"]


# -- who may sign -------------------------------------------------------------------------------


def test_who_waived_is_not_the_only_signer(port):
    act(port.desk(), Wish(Deed.WAIVE, "G2", reason="known", owner="Ada", until=LATER))
    with pytest.raises(UsageError, match="Ada waived or dismissed on this certificate"):
        sign(port.desk(), port.papers, "release-captain")
    sign(port.desk(BEN), port.papers, "release-captain")
    sign(port.desk(), port.papers, "release-captain")
    assert verified(port.papers).good


def test_verify_refuses_a_waiver_that_its_only_signer_gave(port):
    """Where the trust file of the signer let it through: two names for one person."""
    act(port.desk(), Wish(Deed.WAIVE, "G2", reason="known", owner="Ada", until=LATER))
    double = trusting(entry(ADA, "Ada", "x"), entry(BEN, "Adele", "x"))
    sign(port.desk(BEN, trust=double), port.papers, "x")
    renamed = trusting(entry(ADA, "Ada", "x"), entry(BEN, "Ada", "x"))
    assert not verified(port.papers, renamed).good


def test_nobody_signs_in_a_role_that_is_not_theirs(port, signed):
    with pytest.raises(UsageError, match="Ben may not sign as 'security'"):
        sign(port.desk(BEN), port.papers, "security")
    fewer = trusting(entry(ADA, "Ada", "release-captain"), entry(BEN, "Ben"))
    found = verified(signed["berthbook"].papers, fewer)
    assert failed(found)["signatures"] == "Ben may not sign as 'release-captain'"


def test_a_stranger_who_trusts_nobody_sees_no_signer(signed):
    found = verified(signed["berthbook"].papers, Trust({}))
    assert set(failed(found)) == {"signatures", "signers", "acts"}


def test_an_old_certificate_is_not_signed_after_a_later_act(port):
    stale = (port.papers / "certificate.json").read_bytes()
    (port.papers.parent.parent / "stale").mkdir()
    act(port.desk(), Wish(Deed.WAIVE, "G2", reason="known", owner="Ada", until=LATER))
    path = port.papers.parent.parent / "stale" / "certificate.json"
    path.write_bytes(stale)
    with pytest.raises(UsageError, match="the log holds 1 acts on this tree"):
        sign(port.desk(BEN), path, "release-captain")


def test_a_certificate_with_an_ended_waiver_is_not_signed(port):
    act(port.desk(), Wish(Deed.WAIVE, "G2", reason="known", owner="Ada", until=LATER))
    late = port.desk(BEN, on=LATER + timedelta(days=1))
    with pytest.raises(UsageError, match="ended on"):
        sign(late, port.papers, "release-captain")


def test_a_new_act_leaves_the_former_signed_certificate_beside_the_new_one(good):
    act(good.desk(), Wish(Deed.WAIVE, "G3", reason="known", owner="Ada", until=LATER))
    sign(good.desk(BEN), good.papers, "release-captain")
    former = [p for p in good.papers.glob("certificate.*.intoto.jsonl") if p.name != BUNDLE]
    assert len(former) == 1
    assert len(read_signed(former[0]).certificate.acts) == 1
    assert len(read_signed(good.papers / BUNDLE).certificate.acts) == 2


# -- others read it -----------------------------------------------------------------------------


def test_securesystemslib_verifies_every_line(good):
    keys = {
        k.public.id: SSlibKey.from_crypto(
            Ed25519PublicKey.from_public_bytes(k.public.raw), keyid=k.public.id
        )
        for k in (ADA, BEN)
    }
    for line in (good.papers / BUNDLE).read_bytes().splitlines():
        theirs = TheirEnvelope.from_dict(json.loads(line))
        who = theirs.verify([keys[k] for k in theirs.signatures], len(theirs.signatures))
        assert set(who) == set(theirs.signatures) != set()


def test_the_summary_is_what_slsa_asks_for(signed):
    for port in signed.values():
        bundle = read_signed(port.papers / BUNDLE)
        summary = json.loads(bundle.summary.content)
        assert summary["predicateType"] == "https://slsa.dev/verification_summary/v1"
        predicate = summary["predicate"]
        assert predicate["verificationResult"] == "FAILED"
        assert predicate["verifiedLevels"] == [f"SEATRIAL_{bundle.certificate.level}"]
        assert {"verifier", "timeVerified", "resourceUri", "policy"} <= set(predicate)
        digests = [s["digest"] for s in summary["subject"]]
        assert {"sha256": bundle.certificate.repository.tree} in digests


# -- hostile files ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no signed certificate"),
        (b"\n" * 10, "is not JSON"),
        (b"\n" * 200_000, "no signed certificate"),
        (b"{}\n" * 5, "no DSSE envelope"),
        (b"[" * 200_000 + b"\n{}\n{}\n{}\n", "nested too deeply"),
        (b'{"payload":"","payload":""}\n' * 5, "a key is there twice"),
        (b"\x1b[2J" * 9 + b"\n{}\n{}\n{}\n", "is not JSON"),
    ],
)
def test_hostile_files_are_refused_in_one_line(tmp_path, content, why):
    path = write_tree(tmp_path, {BUNDLE: content}) / BUNDLE
    with pytest.raises(UsageError, match=why) as refused:
        read_signed(path)
    assert "\n" not in str(refused.value)
    assert "\x1b" not in str(refused.value)


def test_huge_files_fifos_folders_and_nothing_are_refused(tmp_path):
    huge = tmp_path / "huge"
    with huge.open("wb") as file:
        file.truncate(1 << 30)
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "folder").mkdir()
    for name, why in (("huge", "1073741824 bytes"), ("fifo", "no regular"), ("folder", "no reg")):
        with pytest.raises(UsageError, match=why):
            read_signed(tmp_path / name)
    for path in (Path("nowhere"), Path("no\0where")):
        with pytest.raises(UsageError):
            read_signed(path)


# -- elsewhere, and the level -------------------------------------------------------------------


def test_a_second_person_signs_on_another_machine_with_another_log(port, tmp_path):
    act(port.desk(), Wish(Deed.WAIVE, "G2", reason="known", owner="Ada", until=LATER))
    sign(port.desk(BEN), port.papers, "release-captain")
    away = shutil.copytree(port.papers, tmp_path / "away")
    elsewhere = Desk(StateFolder(tmp_path / "elsewhere"), TRUST, ADA, NOW)
    sign(elsewhere, away, "release-captain")
    logs = [port.state.log, elsewhere.state.log]
    assert verified(away, logs=logs).good
    for log in logs:
        assert "log" in failed(verified(away, logs=[log]))


def test_acts_that_are_in_no_log_here_are_not_signed_for(good, tmp_path):
    away = shutil.copytree(good.papers, tmp_path / "away")
    (away / BUNDLE).unlink()
    elsewhere = Desk(StateFolder(tmp_path / "elsewhere"), TRUST, BEN, NOW)
    with pytest.raises(UsageError, match="is not in the log of this state"):
        sign(elsewhere, away, "release-captain")


def test_gold_is_for_two_people_and_not_for_two_keys(port):
    certificate = port.certificate.model_copy(
        update={"eligible_for_gold": True, "level": Level.SILVER}
    )
    assert level_signed(certificate, ["Ada", "Ada"]) is Level.SILVER
    assert level_signed(certificate, ["Ada", "Ben"]) is Level.GOLD
    short = certificate.model_copy(update={"eligible_for_gold": False})
    assert level_signed(short, ["Ada", "Ben", "Eve"]) is Level.SILVER


def test_nobody_signs_beside_a_signature_that_is_not_trusted(port):
    eve = trusting(entry(EVE, "Eve", "release-captain"))
    sign(port.desk(EVE, trust=eve), port.papers, "release-captain")
    with pytest.raises(UsageError, match="signed already, and the trust file does not know"):
        sign(port.desk(), port.papers, "release-captain")


def test_judging_again_from_the_signed_evidence_finds_a_gate_that_was_talked_up(good):
    bundle = read_signed(good.papers / BUNDLE)
    means = {"repo": None, "policy": None, "folder": good.papers}
    assert against_replay(bundle.certificate, Settings(), means).outcome is Outcome.GOOD
    gates = [
        g.model_copy(update={"status": Status.PASS}) if g.gate == "G3" else g
        for g in bundle.certificate.gates
    ]
    talked_up = bundle.certificate.model_copy(update={"gates": tuple(gates)})
    found = against_replay(talked_up, Settings(), means)
    assert (found.outcome, "G3 was PASS, and is PENDING" in found.told) == (Outcome.BAD, True)
