"""The command as a person meets it: exit codes, one line, and what is on stdout and stderr."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.trees import EXAMPLES, write_tree

COMMAND = [sys.executable, "-m", "seatrial"]


def run(*arguments: object, home: Path, **more):
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "COLUMNS": "200"}
    command = [*COMMAND, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=env, **more)


def canonical_but_run(path: Path) -> dict:
    body = json.loads(path.read_text())
    body.pop("run")
    return body


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home without weights, whose Ollama is at a port where nobody listens."""
    home = tmp_path_factory.mktemp("home")
    for place in (".config", "Library/Application Support"):
        write_tree(home, {f"{place}/seatrial/config.toml": 'ollama = "127.0.0.1:9"\n'})
    return home


@pytest.fixture(scope="module")
def parcelgate(home, tmp_path_factory):
    output = tmp_path_factory.mktemp("papers")
    done = run("audit", EXAMPLES / "parcelgate", "--output", output, home=home)
    assert done.returncode == 0, done.stderr
    return done, output


def test_a_folder_of_advisories_is_kept_packed_and_a_broken_one_leaves_no_run(home, tmp_path):
    dump = Path(__file__).parent / "evidence" / "importers" / "samples" / "osv"
    tree = write_tree(tmp_path / "tree", {"requirements.txt": "flask==2.3.1\n"})
    state = tmp_path / "state"
    where = ("--state", state, "--output", tmp_path / "papers")
    assert run("audit", tree, "--import", dump, *where, home=home).returncode == 0
    papers = json.loads((tmp_path / "papers" / "certificate.json").read_text())
    assert "osv.advisories.json" in [a["name"] for a in papers["inventory"]]
    assert "CVE-2023-30861" in [g["reason"] for g in papers["gates"] if g["gate"] == "G5"][0]
    broken = write_tree(tmp_path / "broken", {"a.json": "{"})
    done = run("audit", tree, "--import", broken, "--state", state, home=home)
    assert (done.returncode, done.stdout) == (2, "")
    assert "a.json': it is no advisory in the OSV format" in done.stderr
    assert len(list(state.glob("*/runs/*"))) == 1


def test_an_audit_ends_with_one_line_on_stdout_and_progress_on_stderr(parcelgate):
    done, output = parcelgate
    assert done.stdout == (
        "production REJECTED, staging REJECTED, development APPROVED; level NONE;"
        f" {output}/certificate.md\n"
    )
    assert "survey: 17/17 files" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_audit_writes_every_paper_and_says_their_digests(parcelgate):
    import hashlib

    _, output = parcelgate
    manifest = json.loads((output / "manifest.json").read_text())
    assert set(manifest["sha256"]) | {"manifest.json"} == {p.name for p in output.iterdir()}
    for name, digest in manifest["sha256"].items():
        assert hashlib.sha256((output / name).read_bytes()).hexdigest() == digest


def test_the_audited_tree_is_left_as_it_was(home, tmp_path):
    root = write_tree(tmp_path / "tree", {"a.py": "print(1)\n", "README.md": "# A\n"})
    before = {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in root.rglob("*") if p.is_file()}
    assert run("audit", root, "--quiet", home=home).returncode == 0
    after = {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in root.rglob("*") if p.is_file()}
    assert after == before


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["audit", "/no/such"], 2, "no such folder: '/no/such'; name the root of a checkout"),
        (["audit", __file__], 2, f"not a folder: {__file__!r}; name the folder that holds it"),
        (["audit", "--depth", "abyss", "."], 2, "depth = 'abyss' is not accepted"),
        (["audit", ".", "--env", "moon"], 2, "no environment 'moon'; known: development"),
        (
            ["audit", ".", "--import", "/no"],
            2,
            "cannot import '/no': no such file",
        ),
        (["audit", ".", "--output", "reports"], 2, "output folder 'reports' lies inside"),
        (["audit", ".", "--state", "state"], 2, "state' lies inside the audited tree"),
        (
            ["audit", ".", "--output", "/dev/null/x"],
            4,
            "output folder '/dev/null/x' cannot be made",
        ),
        (["audit", ".", "--xyzzy"], 2, "No such option: --xyzzy; see `seatrial --help`"),
        (["audit"], 2, "Missing argument 'path'; see `seatrial --help`"),
        (["adit", "."], 2, "No such command 'adit'"),
        (["resume", "20990101"], 2, "no run called '20990101'; see `seatrial runs list`"),
        (["explain", "docs.license-file"], 2, "did you mean 'docs.licence-file'?"),
        (["runs", "purge"], 2, "name the runs to remove, or all of them with --all"),
    ],
)
def test_bad_input_gets_one_line_and_its_exit_code(home, arguments, code, said):
    done = run(*arguments, home=home)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert done.stderr.startswith("seatrial: ")
    assert done.stderr.count("\n") == 1


def test_an_empty_folder_is_refused_and_leaves_no_run(home, tmp_path):
    done = run("audit", tmp_path, "--quiet", home=home)
    assert done.returncode == 2
    assert done.stderr.startswith(f"seatrial: nothing to audit: {str(tmp_path)!r}")
    assert str(tmp_path) not in run("runs", "list", home=home).stdout


@pytest.mark.parametrize(("fail_on", "code"), [("rejected", 1), ("conditional", 1)])
def test_fail_on_ends_with_exit_code_1(home, fail_on, code):
    done = run("audit", EXAMPLES / "parcelgate", "--quiet", "--fail-on", fail_on, home=home)
    assert done.returncode == code
    assert done.stderr == ""


def test_fail_on_looks_at_the_environment_that_was_named(home):
    arguments = ["--quiet", "--fail-on", "rejected", "--env", "development"]
    assert run("audit", EXAMPLES / "parcelgate", *arguments, home=home).returncode == 0


def test_json_logs_carry_run_and_trace(home):
    done = run("audit", EXAMPLES / "berthbook", "--log-format", "json", home=home)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert {line["event"] for line in lines} >= {"begin", "end"}
    assert len({(line["run"], line["trace"]) for line in lines}) == 1


def test_a_second_audit_at_the_same_time_is_refused(home, tmp_path):
    from filelock import FileLock

    state = tmp_path / "state"
    assert run("audit", EXAMPLES / "berthbook", "--state", state, home=home).returncode == 0
    (lock,) = state.glob("*/lock")
    with FileLock(lock):
        done = run("audit", EXAMPLES / "berthbook", "--state", state, home=home)
    assert done.returncode == 4
    assert "another audit is writing to" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_is_kept_and_names_the_way_on(home, tmp_path, number):
    state, output = tmp_path / "state", tmp_path / "papers"
    whole = tmp_path / "whole"
    run("audit", EXAMPLES / "parcelgate", "--output", whole, home=home)
    env = {"PATH": os.environ["PATH"], "HOME": str(home)}
    command = [*COMMAND, "audit", str(EXAMPLES / "parcelgate"), "--state", str(state)]
    child = subprocess.Popen(
        [*command, "--output", str(output)], env=env, stderr=subprocess.PIPE, text=True
    )
    _until(lambda: list(state.glob("*/runs/*/snapshot.json")))
    child.send_signal(number)
    _, stderr = child.communicate(timeout=60)
    assert child.returncode == 3, stderr
    (folder,) = state.glob("*/runs/*")
    last = stderr.strip().splitlines()[-1]
    assert last.endswith(f"go on with `seatrial resume {folder.name}`")
    assert "interrupted" in run("runs", "list", "--state", state, home=home).stdout
    done = run("resume", folder.name, "--state", state, home=home)
    assert done.returncode == 0, done.stderr
    assert canonical_but_run(output / "certificate.json") == canonical_but_run(
        whole / "certificate.json"
    )


def test_a_run_killed_twice_resumes_to_an_equal_certificate(home, tmp_path):
    state, output, whole = tmp_path / "state", tmp_path / "papers", tmp_path / "whole"
    run("audit", EXAMPLES / "parcelgate", "--output", whole, home=home)
    arguments = ["audit", str(EXAMPLES / "parcelgate"), "--output", str(output)]
    _kill_when(state, [*arguments, "--state", str(state)], home, "*/runs/*/run.json")
    (folder,) = state.glob("*/runs/*")
    _kill_when(
        state, ["resume", folder.name, "--state", str(state)], home, "*/runs/*/parts/*.jsonl"
    )
    done = run("resume", folder.name, "--state", state, home=home)
    assert done.returncode == 0, done.stderr
    assert canonical_but_run(output / "certificate.json") == canonical_but_run(
        whole / "certificate.json"
    )


def _kill_when(state: Path, arguments: list[str], home: Path, pattern: str) -> None:
    env = {"PATH": os.environ["PATH"], "HOME": str(home)}
    child = subprocess.Popen([*COMMAND, *arguments], env=env, stderr=subprocess.DEVNULL)
    _until(lambda: list(state.glob(pattern)) or child.poll() is not None)
    child.kill()
    assert child.wait() == -signal.SIGKILL, "it ended before it could be killed"


def _until(there) -> None:
    for _ in range(6000):
        if there():
            return
        time.sleep(0.01)
    pytest.fail("it never came")


def test_purging_the_last_run_removes_every_byte_of_the_tree(home, tmp_path):
    state = tmp_path / "state"
    for _ in range(2):
        run("audit", EXAMPLES / "berthbook", "--state", state, "--quiet", home=home)
    names = [p.name for p in sorted(state.glob("*/runs/*"))]
    assert run("runs", "purge", names[0], "--state", state, home=home).returncode == 0
    assert "berthbook" in run("runs", "show", names[1], "--state", state, home=home).stdout
    assert list(state.glob("*/objects/*/*"))
    assert run("runs", "purge", "--all", "--state", state, home=home).returncode == 0
    assert {p.name for p in state.iterdir()} == {"log", "station"}


def test_a_damaged_run_is_listed_as_such_and_hides_no_other(home, tmp_path):
    state = tmp_path / "state"
    for _ in range(2):
        run("audit", EXAMPLES / "berthbook", "--state", state, "--quiet", home=home)
    first, second = sorted(state.glob("*/runs/*/run.json"))
    first.write_text("{")
    listed = run("runs", "list", "--state", state, home=home)
    assert listed.returncode == 0
    assert f"{first.parent.name}  damaged" in listed.stdout
    assert f"{second.parent.name}  CONDITIONAL BRONZE" in listed.stdout


def test_no_file_of_the_state_or_papers_but_the_store_holds_the_secret(parcelgate, home):
    secret = b"Gr4nite-Lantern-77"
    holding = [p for p in home.rglob("*") if p.is_file() and secret in p.read_bytes()]
    assert holding
    assert all("objects" in p.parts for p in holding)
    assert not [p for p in parcelgate[1].iterdir() if secret in p.read_bytes()]


def test_help_and_version(home):
    assert run("--version", home=home).stdout.startswith("seatrial 0.")
    assert "Audit a repository offline" in run("--help", home=home).stdout
