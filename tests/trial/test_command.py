"""`seatrial trial` and `audit --detection`, as a person meets them."""

import json

import pytest

from tests.test_cli import _kill_when, canonical_but_run, home, run
from tests.trees import write_tree
from tests.trial.seeds import README, TEST

__all__ = ["home"]
TREE = {
    "README.md": README,
    "tests/test_keep.py": TEST,
    "keep.py": "def f(path):\n    return path\n",
}
TRIAL_RUN = "*/trials/*/state/*/runs/*/run.json"
QUICK = ("--depth", "quick", "--quiet")


@pytest.fixture(scope="module")
def tried(home, tmp_path_factory):
    """An audit with a trial, its papers and its state."""
    folder = tmp_path_factory.mktemp("tried")
    tree = write_tree(folder / "keep", TREE)
    where = ("--state", folder / "state", "--output", folder / "papers")
    done = run("audit", tree, "--detection", 4, "--seed", 9, *QUICK, *where, home=home)
    assert done.returncode == 0, done.stderr
    return folder, done


def test_the_summary_and_every_paper_state_what_is_found(tried):
    folder, done = tried
    detection = json.loads((folder / "papers/certificate.json").read_text())["detection"]
    hits, of = detection["overall"]["hits"], detection["overall"]["of"]
    said = f"finds {hits} of {of} planted faults"
    assert (detection["seed"], of) == (9, 4)
    assert said in done.stdout
    assert said in (folder / "papers/certificate.md").read_text()
    assert said in (folder / "papers/report.html").read_text()


def test_the_manifest_is_of_the_papers_that_state_it(tried):
    import hashlib

    papers = tried[0] / "papers"
    for name, digest in json.loads((papers / "manifest.json").read_text())["sha256"].items():
        assert hashlib.sha256((papers / name).read_bytes()).hexdigest() == digest


def test_an_audit_killed_in_its_trial_resumes_to_an_equal_certificate(tried, home, tmp_path):
    folder, state = tried[0], tmp_path / "state"
    asked = ("--detection", "4", "--seed", "9", *QUICK, "--state", str(state))
    output = ("--output", str(tmp_path / "papers"))
    _kill_when(state, ["audit", str(folder / "keep"), *asked, *output], home, TRIAL_RUN)
    assert list(state.glob("*/trials/*/tree")), "a killed trial cannot tidy up"
    (name,) = [p.name for p in state.glob("keep-*/runs/*")]

    done = run("resume", name, "--state", state, "--quiet", home=home)

    assert done.returncode == 0, done.stderr
    first, again = (f / "papers/certificate.json" for f in (folder, tmp_path))
    assert canonical_but_run(first) == canonical_but_run(again)
    assert list(state.glob("*/trials")) == []


def test_a_finished_run_is_tried_and_its_certificate_stays_as_it_is(tried, home):
    folder, _ = tried
    (name,) = [p.name for p in (folder / "state").glob("keep-*/runs/*")]
    issued = next((folder / "state").glob("keep-*/runs/*/certificate.json"))
    before = issued.read_bytes()
    where = ("--state", folder / "state", "--quiet")
    done = run("trial", name, "--faults", 4, "--seed", 9, "--format", "json", *where, home=home)
    assert json.loads(done.stdout) == json.loads(before)["detection"]
    told = run("trial", name, "--faults", 2, *where, home=home)
    assert told.stdout.startswith("gate  found")
    assert "seed 1; tools only" in told.stdout
    assert "how far stated confidence fits: " in told.stdout
    record = json.loads((issued.parent / "run.json").read_text())
    assert sum(record["reliability"]["labels"].values()) >= 1
    assert issued.read_bytes() == before
    assert list((folder / "state").glob("*/trials")) == []


def test_the_self_audit_states_it_and_says_so_when_nobody_measured(tried, home):
    folder, _ = tried
    (name,) = [p.name for p in (folder / "state").glob("keep-*/runs/*")]
    done = run("report", "self-audit", "--run", name, "--state", folder / "state", home=home)
    assert "Drawn by the seed 9." in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["trial", "{tree}", "--faults", "0"], "0 faults cannot be planted; ask for one or more"),
        (["audit", "{tree}", "--detection", "-1"], "-1 faults cannot be planted"),
        (["audit", "{tree}", "--seed", "3"], "--seed draws the faults of a trial"),
        (["trial", "{tree}", "--format", "xml"], "no format 'xml'; known: text, json"),
        (["trial", "no-such-run"], "no run called 'no-such-run'"),
        (["trial", "20", "--depth", "quick"], "--depth is what the run was asked when it began"),
    ],
)
def test_bad_input_gets_one_line(home, tmp_path, arguments, said):
    tree = write_tree(tmp_path / "tree", {"a.py": "x = 1\n"})
    done = run(*(a.format(tree=tree) for a in arguments), home=home)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
