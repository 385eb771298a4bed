"""`--policy`, `gates --strict-manual`, `--baseline` and `--since` as a person meets them."""

import json

import pytest
from dulwich import porcelain

from tests.command import run
from tests.snapshot.test_change import commit
from tests.test_cli import canonical_but_run
from tests.trees import EXAMPLES, write_tree

OURS = """
schema = "seatrial.policy/1"
name = "ours"
extends = "default"
environments.pilot = ["G10"]
dropped_gates.G2 = "a library: nothing listens"
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def policy(tmp_path_factory):
    path = tmp_path_factory.mktemp("policy") / "ours.toml"
    path.write_text(OURS)
    return path


def audit(home, root, output, *more):
    arguments = ["--quiet", "--output", output, "--depth", "quick", *more]
    done = run("audit", root, *arguments, home=home)
    return done, json.loads((output / "certificate.json").read_text())


def test_the_named_policy_decides_and_stands_on_the_certificate(home, policy, tmp_path):
    done, certificate = audit(
        home, EXAMPLES / "berthbook", tmp_path / "out", "--policy", policy, "--env", "pilot"
    )
    assert done.returncode == 0, done.stderr
    assert certificate["verdicts"]["pilot"] == "APPROVED"
    assert certificate["policy"]["name"] == "ours"
    assert "G2" not in [g["gate"] for g in certificate["gates"]]
    text = (tmp_path / "out" / "certificate.md").read_text()
    assert "The policy 'ours' is weaker than the default: it drops gate G2 Latency" in text


def test_a_policy_inside_the_audited_tree_is_obeyed_only_when_named(home, tmp_path):
    root = write_tree(tmp_path / "tree", {"policy.toml": OURS, "seatrial.toml": OURS, "a.py": ""})
    _, certificate = audit(home, root, tmp_path / "one")
    assert (certificate["policy"]["name"], certificate["policy"]["weaker"]) == ("default", [])
    _, named = audit(home, root, tmp_path / "two", "--policy", root / "policy.toml")
    assert named["policy"]["name"] == "ours"
    assert any("is a file of the audited tree" in said for said in named["limitations"])


def test_a_run_goes_on_with_the_policy_that_it_began_with(home, policy, tmp_path):
    state, output = tmp_path / "state", tmp_path / "out"
    copy = tmp_path / "copy.toml"
    copy.write_text(OURS)
    _, whole = audit(home, EXAMPLES / "berthbook", output, "--policy", copy, "--state", state)
    (folder,) = state.glob("*/runs/*")
    copy.write_text("no policy any more")
    record = json.loads((folder / "run.json").read_text())
    (folder / "run.json").write_text(json.dumps({**record, "finished_at": None}))
    (folder / "checkpoint.sqlite").unlink()
    done = run("resume", folder.name, "--state", state, "--quiet", home=home)
    assert done.returncode == 0, done.stderr
    assert canonical_but_run(output / "certificate.json") == {
        k: v for k, v in whole.items() if k != "run"
    }
    (folder / "run.json").write_text(json.dumps({**record, "finished_at": None}))
    (folder / "checkpoint.sqlite").unlink()
    (folder / "policy.toml").write_text(OURS + "# edited\n")
    done = run("resume", folder.name, "--state", state, "--quiet", home=home)
    assert done.returncode == 5
    assert f"'policy.toml' of run {folder.name!r} is damaged; start the audit again" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["audit", ".", "--policy", "/no"], "policy '/no' cannot be read: No such file or dir"),
        (["gates", "--policy", "/no"], "policy '/no' cannot be read: No such file or directory"),
        (["gates", "--strict-manual", "/no"], "certificate '/no' cannot be read: No such file"),
        (["gates", "--env", "production"], "--env belongs to --strict-manual CERT; name a cert"),
        (["gates", "--fail-on", "rejected"], "--fail-on belongs to --strict-manual CERT"),
        (["gates", "--policy", "/no", "--strict-manual", "/no"], "leave --policy out"),
    ],
)
def test_bad_input_gets_one_line(home, arguments, said):
    done = run(*arguments, home=home)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_environment_must_be_one_of_the_named_policy(home, policy):
    done = run("audit", EXAMPLES, "--policy", policy, "--env", "moon", home=home)
    assert done.returncode == 2
    assert "known: development, staging, production, pilot" in done.stderr


def test_gates_lists_the_named_policy(home, policy):
    listed = run("gates", "--policy", policy, home=home).stdout
    assert listed.startswith("policy ours, SHA-256 ")
    assert "\nG2 " not in listed
    assert "weaker than the default: it drops gate G2 Latency" in listed


def test_strict_manual_tells_what_blocks_and_ends_with_exit_code_1(home, tmp_path):
    audit(home, EXAMPLES / "berthbook", tmp_path / "out")
    path = tmp_path / "out" / "certificate.json"
    done = run("gates", "--strict-manual", path, home=home)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("production: NO-GO; strictly REJECTED, as issued CONDITIONAL; ")
    assert "seatrial audit . --import junit.xml" in done.stdout
    done = run("gates", "--strict-manual", path, "--env", "development", home=home)
    assert (done.returncode, done.stdout.split(";")[0]) == (0, "development: GO")


def test_a_baseline_is_told_in_one_more_line_and_its_digest_is_recorded(home, tmp_path):
    import hashlib

    root = write_tree(tmp_path / "ship", {"a.py": "x = 1\n", "README.md": "# Ship\n"})
    audit(home, root, tmp_path / "one")
    before = tmp_path / "one" / "certificate.json"
    (root / "a.py").write_text("x = eval(input())\n")
    done, certificate = audit(home, root, tmp_path / "two", "--baseline", before)
    verdict, said = done.stdout.splitlines()
    assert verdict.endswith("certificate.md")
    assert said.startswith("since the baseline of ")
    assert ": 1 new, 0 gone, 0 worse, 0 better; gates: " in said
    digest = hashlib.sha256(before.read_bytes()).hexdigest()
    assert certificate["baseline"]["sha256"] == digest
    assert digest in [a["sha256"] for a in certificate["inventory"]]


def test_a_baseline_of_another_repository_or_an_edited_one_is_refused(home, tmp_path):
    root = write_tree(tmp_path / "ship", {"a.py": "x = 1\n"})
    audit(home, root, tmp_path / "one")
    before = tmp_path / "one" / "certificate.json"
    done = run("audit", EXAMPLES / "berthbook", "--baseline", before, home=home)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "is of the repository 'ship', and this is 'berthbook'" in done.stderr
    before.write_text(before.read_text().replace("PENDING", "PASS", 1))
    done = run("audit", root, "--baseline", before, home=home)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "was edited: the manifest.json beside it holds another digest" in done.stderr


def test_since_marks_findings_and_a_resumed_run_is_equal(home, tmp_path):
    root, state, output = tmp_path / "ship", tmp_path / "state", tmp_path / "out"
    root.mkdir()
    first = commit(root, {"a.py": "x = 1\n", "README.md": "# Ship\n"})
    porcelain.tag_create(str(root), b"v1")
    commit(root, {"a.py": "x = 1\ny = eval(input())\n"})
    done, whole = audit(home, root, output, "--since", "v1", "--state", state)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1].startswith(f"since v1 ({first[:12]}): 1 files changed; 1 ")
    assert whole["since"]["files"][0]["lines"] == [[2, 2]]
    porcelain.tag_delete(str(root), b"v1")
    (folder,) = state.glob("*/runs/*")
    record = json.loads((folder / "run.json").read_text())
    (folder / "run.json").write_text(json.dumps({**record, "finished_at": None}))
    (folder / "checkpoint.sqlite").unlink()
    done = run("resume", folder.name, "--state", state, "--quiet", home=home)
    assert done.returncode == 0, done.stderr
    whole.pop("run")
    assert canonical_but_run(output / "certificate.json") == whole


def test_since_needs_a_clean_tree(home, tmp_path):
    root = tmp_path / "ship"
    root.mkdir()
    commit(root, {"a.py": "x = 1\n"})
    (root / "a.py").write_text("x = 2\n")
    done = run("audit", root, "--quiet", "--since", "HEAD", home=home)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "the tree is not as committed: 'a.py' differs; commit or stash it" in done.stderr
    done = run("audit", root, "--quiet", "--since", "v9", home=home)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    done = run("audit", tmp_path, "--quiet", "--since", "v9", home=home)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "--since 'v9' needs a git repository" in done.stderr
