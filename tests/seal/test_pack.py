"""A stranger with the pack, a trust file and the single-file verifier: nothing else is needed."""

import io
import json
import random
import subprocess
import sys
import tarfile
from datetime import timedelta
from pathlib import Path

import pytest

from seatrial.certificate.acts import Deed
from seatrial.certificate.bundle import bundle
from seatrial.frozen import sha256
from seatrial.seal.act import Wish, act
from seatrial.seal.bundle import BUNDLE
from seatrial.seal.log import Log
from seatrial.seal.log_proof import PROOF, prove
from seatrial.seal.pack import KEYS, parts_of
from seatrial.seal.sign import sign
from seatrial.seal.signed import shelf_of
from seatrial.seal.trust import trust_of
from seatrial.seal.verify import Outcome, against_papers, read_signed
from seatrial.seal.verify_log import against_logs
from tests.seal.people import ADA, BEN, DAY, TRUST
from tests.seal.test_single_file import SCRIPT

LATER = DAY + timedelta(days=90)


@pytest.fixture(scope="module")
def acted(ports, tmp_path_factory):
    """Berthbook's run with a waiver, an attestation and two signatures."""
    port = ports["berthbook"].copy(tmp_path_factory.mktemp("acted") / "port")
    shown = tmp_path_factory.mktemp("shown") / "drill.txt"
    shown.write_text("recovered in 12 s")
    act(port.desk(), Wish(Deed.WAIVE, "G2", reason="known", owner="Ada", until=LATER))
    act(port.desk(), Wish(Deed.ATTEST, "recovery.drill-passed", evidence=shown))
    for key in (BEN, ADA):
        sign(port.desk(key), port.papers, "release-captain")
    return port


def packed(port) -> bytes:
    log = Log(port.state.log)
    shelf = shelf_of(log, TRUST, port.papers.parent.parent.name)
    issue = shelf.of(sha256((port.papers / "certificate.json").read_bytes()))
    return bundle(port.papers, "pack", DAY, parts_of(log, TRUST, issue))


@pytest.fixture
def pack(acted, tmp_path):
    """The pack, unpacked where nothing else of the run lies."""
    with tarfile.open(fileobj=io.BytesIO(packed(acted))) as tar:
        tar.extractall(tmp_path, filter="data")
    return tmp_path / "pack"


def by_script(pack, *more):
    command = [sys.executable, "-I", str(SCRIPT), BUNDLE, "--trust", KEYS, "--on", str(DAY), *more]
    done = subprocess.run(command, capture_output=True, text=True, cwd=pack)
    return done.returncode, done.stdout + done.stderr


def log_checks(pack):
    return list(against_logs(read_signed(pack / BUNDLE), [], pack))


def test_a_stranger_verifies_the_pack_by_one_file_and_by_the_command(pack, acted):
    code, told = by_script(pack, "--repo", str(acted.root))
    assert code == 0, told
    assert "its 4 acts and its run are in the log of SHA256:" in told
    assert not [line for line in told.splitlines() if line.startswith(("FAILED", "not checked"))]
    assert [c.outcome for c in log_checks(pack)] == [Outcome.GOOD, Outcome.GOOD]
    (papers,) = against_papers(read_signed(pack / BUNDLE), pack)
    assert papers.told == "3 of 3 are as signed"


def test_the_pack_tells_whose_keys_are_to_be_compared_and_holds_what_was_shown(pack):
    trust = trust_of((pack / KEYS).read_bytes(), KEYS)
    assert {k.person for k in trust.keys.values()} == {"Ada", "Ben"}
    for key in trust.keys.values():
        assert f"{key.id}  {key.person}" in (pack / "README.txt").read_text()
    (shown,) = (pack / "attested").iterdir()
    assert shown.read_text() == "recovered in 12 s"
    about = json.loads((pack / "bundle.json").read_text())["sha256"]
    inside = {p.relative_to(pack).as_posix() for p in pack.rglob("*") if p.is_file()}
    assert set(about) == inside - {"bundle.json"}


def test_what_was_attested_with_is_compared_with_the_act(pack):
    (shown,) = (pack / "attested").iterdir()
    shown.write_text("recovered in 1 s")
    (papers,) = against_papers(read_signed(pack / BUNDLE), pack)
    assert papers.outcome is Outcome.BAD


def test_the_same_run_and_log_give_the_same_pack(acted):
    assert packed(acted) == packed(acted)


def test_no_changed_byte_of_the_proof_is_accepted(pack):
    content, chance = (pack / PROOF).read_bytes(), random.Random(6)
    signed = read_signed(pack / BUNDLE)
    for _ in range(150):
        place, value = chance.randrange(len(content)), chance.randrange(1, 256)
        changed = bytes([content[place] ^ value])
        (pack / PROOF).write_bytes(content[:place] + changed + content[place + 1 :])
        assert next(against_logs(signed, [], pack)).outcome is Outcome.BAD, place


@pytest.mark.parametrize("change", ["entries", "consistency", "head", "run", "index"])
def test_a_part_that_was_left_out_or_moved_is_named(pack, change):
    proof = json.loads((pack / PROOF).read_text())
    if change == "index":
        proof["entries"][1]["index"] = proof["entries"][0]["index"]
    elif change in ("head", "run"):
        proof[change] = proof["run" if change == "head" else "head"]
    else:
        proof[change] = proof[change][1:]
    (pack / PROOF).write_text(json.dumps(proof, sort_keys=True, separators=(",", ":")))
    assert log_checks(pack)[0].outcome is Outcome.BAD
    code, told = by_script(pack)
    assert code == 1
    assert "FAILED      log" in told
    assert "Traceback" not in told


def test_the_proof_of_another_certificate_is_refused(pack, ports, tmp_path):
    other = ports["parcelgate"].copy(tmp_path / "other")
    sign(other.desk(BEN), other.papers, "release-captain")
    theirs = read_signed(other.papers / BUNDLE)
    (pack / PROOF).write_bytes(prove(Log(other.state.log), theirs))
    assert log_checks(pack)[0].outcome is Outcome.BAD
    assert by_script(pack)[0] == 1


@pytest.mark.parametrize("content", [b"", b"[" * 100_000, b'{"a":1,"a":1}', b"\x1b[2J", b"{}"])
def test_a_hostile_proof_is_one_line(pack, content):
    (pack / PROOF).write_bytes(content)
    assert log_checks(pack)[0].outcome is Outcome.BAD
    code, told = by_script(pack)
    assert (code, "Traceback" in told, "\x1b" in told) == (1, False, False)


def test_a_run_that_nobody_signed_is_packed_without_signatures(ports, tmp_path):
    port = ports["berthbook"].copy(tmp_path / "port")
    with tarfile.open(fileobj=io.BytesIO(bundle(port.papers, "pack", DAY))) as tar:
        assert f"pack/{BUNDLE}" not in tar.getnames()
        assert Path("pack/certificate.json").as_posix() in tar.getnames()
