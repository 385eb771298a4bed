"""The commands as a person meets them: exit codes, one line, nothing raw on the terminal."""

import json
import subprocess
import sys
from datetime import timedelta

import pytest

from seatrial.cli import _run
from seatrial.frozen import sha256
from seatrial.seal.bundle import BUNDLE
from seatrial.seal.commands import today
from seatrial.seal.log import proved
from tests.seal.hostile import FORGED, HOSTILE, forged, hostile

UNTIL = str(today() + timedelta(days=30))


@pytest.fixture
def home(port, tmp_path, capsys):
    """Two people, and a command that runs here: its exit code, stdout and stderr."""
    trust = tmp_path / "trust.toml"
    config = tmp_path / "config.toml"
    config.write_text(f'state = "{port.state.root}"\ntrust = "{trust}"\n')

    def run(*arguments):
        plain = [str(a) for a in arguments]
        offline = plain[:2] in (["keys", "new"],)
        code = _run(plain if offline else [*plain, "--config", str(config)])
        told = capsys.readouterr()
        return code, told.out, told.err

    for name in ("ada", "ben"):
        run("keys", "new", tmp_path / f"{name}.key")
        public = tmp_path / f"{name}.key.pub"
        person = ("--person", name.title(), "--role", "release-captain")
        assert run("keys", "trust", public, *person)[0] == 0
    return run


def waive(home, tmp_path, target="G2", key="ada"):
    said = ("--reason", "known", "--owner", "Ada", "--until", UNTIL)
    return home("waive", target, *said, "--key", tmp_path / f"{key}.key")


def sign(home, port, tmp_path, key, what=""):
    role = ("--role", "release-captain", "--key", tmp_path / f"{key}.key")
    return home("sign", port.papers / what, *role)


def test_from_a_waiver_to_a_verified_certificate(home, port, tmp_path):
    code, out, _ = waive(home, tmp_path)
    assert code == 0
    assert "log entry 2: Ada, waive G2 Latency\nG2 Latency: PENDING -> WAIVED\n" in out
    code, _, err = sign(home, port, tmp_path, "ada")
    assert (code, err) == (
        2,
        "seatrial: Ada waived or dismissed on this certificate, so another person signs first\n",
    )
    assert "1 signed; level NONE" in sign(home, port, tmp_path, "ben")[1]
    signed = "certificate.intoto.jsonl"
    assert "2 signed; level NONE" in sign(home, port, tmp_path, "ada", signed)[1]
    log = port.state.log
    code, out, _ = home("verify", port.papers, "--repo", port.root, "--log", log)
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()[:9]] == ["ok"] * 9
    assert "verified on " in out
    assert "## Human acts" in (port.papers / "certificate.md").read_text()
    manifest = json.loads((port.papers / "manifest.json").read_text())
    for name, digest in manifest["sha256"].items():
        assert sha256((port.papers / name).read_bytes()) == digest


def test_replay_comes_to_the_same_gates_and_tells_another_tree(home, port, tmp_path):
    sign(home, port, tmp_path, "ben")
    code, out, _ = home("verify", port.papers, "--repo", port.root, "--replay")
    assert (code, "ok          replay" in out) == (0, True), out
    other = port.root.parent / "parcelgate"
    code, out, _ = home("verify", port.papers, "--repo", other, "--replay")
    assert code == 1
    assert "FAILED      replay" in out
    assert out.endswith("…\n")
    assert "REFUSED" in out


def test_the_log_is_shown_proved_and_checked(home, port, tmp_path):
    waive(home, tmp_path)
    code, out, _ = home("log", "show")
    assert [line.split()[1] for line in out.splitlines()[:2]] == ["run", "waive"]
    head = out.splitlines()[-1].removeprefix("head ")
    assert proved(json.loads(home("log", "prove", 2)[1]))
    assert home("log", "prove", 3)[0] == 2
    assert home("log", "check", "--expect-head", head)[0] == 0
    assert home("log", "check", "--expect-head", "nonsense")[0] == 2
    (port.state.log / "entries" / "00000002.json").unlink()
    code, out, _ = home("log", "check", "--expect-head", head)
    assert code == 1
    assert out.splitlines() == [
        "truncated: its head counts 2 entries, 1 are here",
        "rolled back: the kept head counts 2 entries, 1 are here",
    ]
    assert waive(home, tmp_path)[0] == 5


def test_an_incomplete_log_says_so_and_is_resumed(home, port, tmp_path):
    (port.state.log / "pending.json").write_text('{"kind": "waive"}')
    assert waive(home, tmp_path)[0] == 3
    assert home("log", "check")[:2] == (1, "incomplete: `seatrial log resume` goes on\n")
    assert "nothing had been signed" in home("log", "resume")[1]
    assert home("log", "check")[0] == 0


def test_keys_and_the_station_are_shown(home, port, tmp_path):
    code, out, _ = home("keys", "show")
    assert [line.split()[1] for line in out.splitlines()] == ["Ada", "Ben"]
    assert home("keys", "show", tmp_path / "ada.key")[1].splitlines()[1].startswith("ssh-ed25519 ")
    assert 'Ada namespaces="seatrial" ssh-ed25519 ' in home("keys", "show", "--allowed-signers")[1]
    first = home("keys", "station")[1]
    assert home("keys", "station")[1] == first
    assert home("keys", "station", "--new")[1] != first
    assert "station" in home("log", "show")[1]
    assert home("log", "check")[0] == 0


def refused(home, path):
    """What the only line of a refusal says."""
    code, out, err = home("verify", path)
    assert (code, out) == (2, "")
    assert err.startswith("seatrial: ")
    assert err.count("\n") == 1
    assert "\x1b" not in err
    assert "Traceback" not in err
    return err


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_certificate_is_one_clear_line(home, tmp_path, what):
    assert HOSTILE[what][1] in refused(home, hostile(tmp_path / "x\x1b[31m.jsonl", what))


@pytest.mark.parametrize("what", FORGED)
def test_a_forged_statement_is_one_clear_line(home, port, tmp_path, what):
    sign(home, port, tmp_path, "ben")
    path = port.papers / BUNDLE
    path.write_bytes(forged(path.read_bytes(), what))
    refused(home, path)


def test_what_was_not_signed_is_not_verified(home, port):
    code, _, err = home("verify", port.papers)
    assert code == 2
    assert "make one with `seatrial sign`" in err


def test_verify_loads_nothing_heavy(home, port, tmp_path):
    """Half a second is the goal; what is never imported costs none of it."""
    sign(home, port, tmp_path, "ben")
    arguments = ["verify", str(port.papers), "--config", str(tmp_path / "config.toml")]
    program = f"""
import sys
from seatrial.cli import _run
assert _run({arguments!r}) == 0
heavy = "jinja2 cyclonedx langgraph chromadb dulwich yaml tree_sitter bandit pathspec".split()
assert not [m for m in heavy if m in sys.modules]
assert "seatrial.evidence.catalogue" not in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (port.papers / BUNDLE).exists()
