"""The single-file verifier comes to the same as `seatrial verify`, with nothing of Seatrial."""

import ast
import importlib.util
import random
import shutil
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from seatrial.certificate.acts import Deed
from seatrial.seal.act import Wish, act
from seatrial.seal.bundle import BUNDLE
from seatrial.seal.sign import sign
from tests.seal.hostile import FORGED, HOSTILE, forged, hostile
from tests.seal.people import ADA, BEN, DAY, EVE
from tests.trees import write_tree

SCRIPT = Path(__file__).parents[2] / "docs" / "verify.py"
LATER = DAY + timedelta(days=90)


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("single_file_verifier", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def signed(ports, tmp_path_factory):
    port = ports["berthbook"].copy(tmp_path_factory.mktemp("signed") / "port")
    act(port.desk(), Wish(Deed.WAIVE, "G2", reason="known", owner="Ada", until=LATER))
    sign(port.desk(BEN), port.papers, "release-captain")
    sign(port.desk(), port.papers, "release-captain")
    return port


def trust_file(folder: Path, *known) -> Path:
    lines = ['schema = "seatrial.trust/1"']
    for key, person in known:
        lines += ["[[keys]]", f'id = "{key.public.id}"', f'public = "{key.public.text}"']
        lines += [f'person = "{person}"', 'roles = ["release-captain"]']
    return write_tree(folder, {"trust.toml": "\n".join(lines)}) / "trust.toml"


@pytest.fixture
def verify(script, signed, tmp_path, capsys):
    trust = trust_file(tmp_path, (ADA, "Ada"), (BEN, "Ben"))

    def run(*more, path=signed.papers / BUNDLE, trust=trust, on=DAY):
        code = script.main([str(path), "--trust", str(trust), "--on", str(on), *map(str, more)])
        return code, capsys.readouterr().out

    return run


def test_it_needs_nothing_but_the_standard_library_and_cryptography():
    tree = ast.parse(SCRIPT.read_text())
    names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    names |= {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert {n.split(".")[0] for n in names} - set(sys.stdlib_module_names) == {"cryptography"}


def test_a_good_certificate_is_verified_with_tree_and_log(verify, signed):
    code, told = verify("--repo", signed.root, "--log", signed.state.log)
    assert code == 0, told
    assert told.count("\nok ") + told.startswith("ok ") == 6
    assert "verified: berthbook: " in told


def test_it_finds_what_is_wrong(verify, signed, tmp_path):
    assert verify(on=LATER + timedelta(days=1))[0] == 1
    assert verify(trust=trust_file(tmp_path / "eve", (EVE, "Eve")))[0] == 1
    tree = write_tree(shutil.copytree(signed.root, tmp_path / "tree"), {"new.py": "x = 1\n"})
    assert verify("--repo", tree)[0] == 1
    log = tmp_path / "log"
    shutil.copytree(signed.state.log, log)
    (log / "entries" / "00000002.json").unlink()
    assert "log entry 2 does not follow" in verify("--log", log)[1]


def test_no_changed_byte_and_no_moved_line_is_accepted(verify, signed, tmp_path):
    content, chance = (signed.papers / BUNDLE).read_bytes(), random.Random(8)
    path = tmp_path / "changed.jsonl"
    for _ in range(200):
        place, value = chance.randrange(len(content)), chance.randrange(1, 256)
        changed = bytes([content[place] ^ value])
        path.write_bytes(content[:place] + changed + content[place + 1 :])
        assert verify(path=path)[0] != 0, place
    lines = content.splitlines(keepends=True)
    for n in range(len(lines)):
        for other in ([], [lines[n], lines[n]]):
            path.write_bytes(b"".join([*lines[:n], *other, *lines[n + 1 :]]))
            assert verify(path=path)[0] != 0, n


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_ends_with_2_and_no_traceback(script, tmp_path, capsys, what):
    path = hostile(tmp_path / "x\x1b[31m.jsonl", what)
    code = script.main([str(path), "--trust", str(trust_file(tmp_path, (ADA, "Ada")))])
    told = capsys.readouterr()
    assert (code, told.out) == (2, "")
    assert told.err.count("\n") == 1
    assert "\x1b" not in told.err


@pytest.mark.parametrize("what", FORGED)
def test_a_forged_statement_is_never_accepted(verify, signed, tmp_path, what):
    path = tmp_path / BUNDLE
    path.write_bytes(forged((signed.papers / BUNDLE).read_bytes(), what))
    code, told = verify(path=path)
    assert code in (1, 2)
    assert "\x1b" not in told
    assert "verified" not in told


def test_it_shows_no_control_character(script):
    assert script.shown("a\x1b[2Jb\u202ec") == "a?[2Jb?c"
