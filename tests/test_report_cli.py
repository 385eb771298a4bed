"""`seatrial report` and `seatrial bundle` on real runs: what is written, and what is refused."""

import hashlib
import json
import tarfile

import pytest

from tests.command import run
from tests.trees import write_tree

TREE = {"README.md": "# Ship\n", "app.py": "import os\n\nprint(os.name)\n"}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def ship(home, tmp_path_factory):
    """A tree, its state folder, and the names of two runs, the older first."""
    folder = tmp_path_factory.mktemp("ship")
    tree, state = write_tree(folder / "ship", TREE), folder / "state"
    names = []
    for text in ("# Ship\n", "# Ship\n\nSee [the plan](plan.md).\n"):
        (tree / "README.md").write_text(text)
        done = run("audit", tree, "--depth", "quick", "--state", state, "--quiet", home=home)
        assert done.returncode == 0, done.stderr
        names = sorted(p.name for p in state.glob("*/runs/*"))
    return tree, state, names


def report(ship, home, kind, *more, which=1):
    _, state, names = ship
    return run("report", kind, "--run", names[which], "--state", state, *more, home=home)


def test_progress_compares_with_the_run_before(ship, home):
    done = report(ship, home, "progress")
    assert done.returncode == 0, done.stderr
    assert f"Compared with run {ship[2][0]}" in done.stdout
    assert "'plan.md' leads nowhere" in done.stdout
    first = report(ship, home, "progress", which=0)
    assert "There is no earlier run of this folder" in first.stdout


def test_the_certificate_is_the_one_that_was_issued(ship, home, tmp_path):
    _, state, names = ship
    (papers,) = state.glob(f"*/runs/{names[1]}")
    target = tmp_path / "page.html"
    done = report(ship, home, "certificate", "--format", "html", "--output", target)
    assert done.stdout == f"{target}\n"
    assert target.read_bytes() == (papers / "report.html").read_bytes()
    told = report(ship, home, "certificate", "--format", "json").stdout
    assert json.loads(told) == json.loads((papers / "certificate.json").read_text())


@pytest.mark.parametrize(
    ("asked", "code", "told"),
    [
        (("resume",), 2, "no kind of report 'resume'; known: certificate, readiness-report"),
        (("progress", "--format", "doc"), 2, "no format 'doc'; known: md, html, pdf, json"),
        (("progress", "--format", "pdf"), 2, "a PDF is not for the terminal; name a file"),
        (("progress", "--output", "/no/where.md"), 2, "'/no/where.md' cannot be written: No such"),
        (("progress", "--output", "/"), 2, "'/' is a folder; name a file with --output"),
    ],
)
def test_what_cannot_be_drafted_is_refused_in_one_line(ship, home, asked, code, told):
    done = report(ship, home, *asked)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith(f"seatrial: {told}")
    assert done.stderr.count("\n") == 1


def test_nothing_is_written_into_the_audited_tree(ship, home):
    done = report(ship, home, "progress", "--output", ship[0] / "progress.md")
    assert done.returncode == 2
    assert "lies inside the audited tree" in done.stderr
    assert sorted(p.name for p in ship[0].iterdir()) == ["README.md", "app.py"]


def test_an_edited_certificate_is_not_reported_on(ship, home):
    _, state, names = ship
    (certificate,) = state.glob(f"*/runs/{names[0]}/certificate.json")
    issued = certificate.read_bytes()
    certificate.write_bytes(issued.replace(b'"level": "', b'"level":  "'))
    done = report(ship, home, "self-audit", which=0)
    certificate.write_bytes(issued)
    assert done.returncode == 2
    assert "was edited" in done.stderr


def test_a_bundle_is_the_same_twice_and_holds_no_raw_byte_of_the_tree(ship, home, tmp_path):
    _, state, names = ship
    one, two = tmp_path / "one.tar", tmp_path / "two.tar"
    for target in (one, two):
        done = run("bundle", names[1], "--output", target, "--state", state, home=home)
        assert done.returncode == 0, done.stderr
        assert done.stdout.split()[0] == hashlib.sha256(target.read_bytes()).hexdigest()
    assert one.read_bytes() == two.read_bytes()
    with tarfile.open(one) as tar:
        members = tar.getmembers()
        inside = {m.name.split("/", 1)[1]: tar.extractfile(m).read() for m in members}
    assert [m.name for m in members] == sorted(m.name for m in members)
    assert {(m.uid, m.gid, m.uname, m.mode) for m in members} == {(0, 0, "", 0o644)}
    about = json.loads(inside.pop("bundle.json"))
    assert about["sha256"] == {n: hashlib.sha256(b).hexdigest() for n, b in inside.items()}
    assert {"certificate.json", "report.html", "traceability.csv", "manifest.json"} <= set(inside)
    raw = {p.read_bytes() for p in state.glob("*/objects/*/*")}
    assert raw
    assert not raw & set(inside.values())


def test_a_damaged_paper_is_not_packed(ship, home, tmp_path):
    _, state, names = ship
    (paper,) = state.glob(f"*/runs/{names[0]}/certificate.md")
    issued = paper.read_bytes()
    paper.write_bytes(issued + b"APPROVED")
    done = run("bundle", names[0], "--output", tmp_path / "b.tar", "--state", state, home=home)
    paper.write_bytes(issued)
    assert done.returncode == 5
    assert done.stderr.startswith("seatrial: 'certificate.md' of run")
    assert not (tmp_path / "b.tar").exists()


STRICT = """schema = "seatrial.policy/1"
name = "no step back"
extends = "default"
[levels]
refuse_regression = true
"""


def test_a_policy_refuses_a_step_back_from_what_was_signed(home, tmp_path):
    tree = write_tree(tmp_path / "ship", {**TREE, "mend.py": "def mend():\n    return 1\n"})
    files = write_tree(tmp_path / "own", {"strict.toml": STRICT})
    key, state = files / "ada.key", ("--state", "state", "--trust", "trust.toml")

    def seatrial(*arguments):
        return run(*arguments, home=home, cwd=files)

    def audit(*more):
        return seatrial("audit", tree, "--depth", "quick", "--quiet", *state, *more)

    strict = ("--policy", "strict.toml", "--output", "papers")
    seatrial("keys", "new", key)
    person = ("--person", "Ada", "--role", "captain", "--trust", "trust.toml")
    assert seatrial("keys", "trust", f"{key}.pub", *person).returncode == 0
    sign = ("sign", "papers", "--role", "captain", "--key", key, *state)
    assert audit(*strict).returncode == 0
    assert seatrial(*sign).returncode == 0
    (tree / "mend.py").write_text("def mend(:\n")  # G10 cannot hold any more
    worse = audit(*strict)
    assert worse.returncode == 1, worse.stdout
    assert "\nstep back: development was " in worse.stdout
    assert worse.stdout.endswith("REFUSED: the policy 'no step back' lets no run step back\n")
    (newest,) = sorted(p.name for p in (files / "state").glob("*/runs/*"))[-1:]
    told = seatrial("report", "progress", "--run", newest, *state)
    assert told.returncode == 1
    assert "REFUSED: the policy 'no step back' lets no run step back." in told.stdout
    assert seatrial("report", "self-audit", "--run", newest, *state).returncode == 0
