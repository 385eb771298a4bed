"""Where, by whom and in what language a tree is audited changes no byte of the evidence."""

import json
import os
import shutil
import subprocess

import pytest

from tests.test_cli import COMMAND, _kill_when, canonical_but_run, home, run
from tests.trees import EXAMPLES, write_tree

__all__ = ["home"]
PLACES = (
    {"TZ": "UTC", "LC_ALL": "C", "USER": "ada", "PYTHONHASHSEED": "0"},
    {"TZ": "Pacific/Chatham", "LC_ALL": "tr_TR.UTF-8", "USER": "root", "PYTHONHASHSEED": "77"},
    {"TZ": "America/St_Johns", "LANG": "de_DE", "LOGNAME": "x y", "COLUMNS": "20"},
)


def test_path_user_locale_time_zone_and_hash_seed_change_no_byte_of_the_evidence(home, tmp_path):
    seen = set()
    for number, place in enumerate(PLACES):
        tree = tmp_path / f"a place {number}" / ("deep/" * number) / "parcelgate"
        shutil.copytree(EXAMPLES / "parcelgate", tree)
        papers = tmp_path / f"papers{number}"
        where = ["--state", str(tmp_path / f"state{number}"), "--output", str(papers)]
        subprocess.run(
            [*COMMAND, "audit", str(tree), "--depth", "quick", "--quiet", *where],
            env={"PATH": os.environ["PATH"], "HOME": str(home), **place},
            cwd=tree.parent,
            check=True,
            capture_output=True,
        )
        seen.add((papers / "evidence.jsonl").read_bytes())
    assert len(seen) == 1


TREE = {
    "README.md": "# Small\n\nKeeps entries.\n",
    "keep.py": "import os\n\n\ndef f(x):\n    os.system(x)\n    return eval(x)\n",
}
QUICK = ("--depth", "quick", "--quiet")


@pytest.fixture(scope="module")
def repeated(home, tmp_path_factory):
    """A tree that was audited three times, its papers and its state."""
    folder = tmp_path_factory.mktemp("repeated")
    tree = write_tree(folder / "small", TREE)
    where = ("--state", folder / "state", "--output", folder / "papers")
    done = run("audit", tree, "--runs", 3, *QUICK, *where, home=home)
    assert (done.returncode, done.stderr) == (0, "")
    return folder, done


def test_every_run_observes_anew_and_the_tools_agree_to_the_byte(repeated):
    folder, done = repeated
    told = json.loads((folder / "papers/certificate.json").read_text())["stability"]
    assert (told["evidence"], told["certificates"], told["runs"]) == (3, 3, 3)
    assert told["likeness"] == {"mean": 1.0, "least": 1.0, "pairs": 3}
    said = "3 audits of one snapshot: evidence byte-equal in 3 of 3"
    assert said in done.stdout
    assert said in (folder / "papers/certificate.md").read_text()
    assert '<h2 id="h-stability">' in (folder / "papers/report.html").read_text()


def test_the_run_record_states_it_and_no_repeated_audit_is_left_behind(repeated, home):
    folder, _ = repeated
    (record,) = folder.glob("state/*/runs/*/run.json")
    assert json.loads(record.read_text())["stability"]["evidence"] == 3
    assert {p.name for p in (record.parent / "repeats").iterdir()} == {"02.json", "03.json"}
    shown = run("runs", "show", record.parent.name, "--state", folder / "state", home=home)
    assert "stability    3 audits of one snapshot" in shown.stdout


def test_a_run_killed_in_a_repeated_audit_resumes_to_an_equal_certificate(repeated, home, tmp_path):
    folder, state = repeated[0], tmp_path / "state"
    asked = ["audit", str(folder / "small"), "--runs", "3", *QUICK, "--state", str(state)]
    papers = ["--output", str(tmp_path / "papers")]
    _kill_when(state, [*asked, *papers], home, "*/runs/*/repeats/03/parts/*.jsonl")
    (name,) = [p.name for p in state.glob("small-*/runs/*")]
    done = run("resume", name, "--state", state, "--quiet", home=home)
    assert done.returncode == 0, done.stderr
    first, again = (f / "papers/certificate.json" for f in (folder, tmp_path))
    assert canonical_but_run(first) == canonical_but_run(again)


@pytest.mark.parametrize("runs", ["1", "0", "-2", "21"])
def test_fewer_than_two_or_more_than_twenty_runs_are_refused_in_one_line(home, tmp_path, runs):
    tree = write_tree(tmp_path / "tree", TREE)
    done = run("audit", tree, "--runs", runs, home=home)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"seatrial: --runs {runs} is not between 2 and 20; leave it out for one\n"
    )
