"""What is kept between questions, and when a tree is read again."""

import json
import os
from pathlib import Path

import pytest

from seatrial import known_tree as module
from seatrial.errors import EnvironmentRefused
from seatrial.known_tree import GLANCE, SHEET, known_tree
from seatrial.settings import Settings
from seatrial.snapshot import glance
from seatrial.state import StateFolder
from tests.trees import EXAMPLES, write_tree

pytestmark = pytest.mark.usefixtures("reads_inside")
FILES = {"LICENSE": "MIT License\n", "README.md": "# A\n\nwords here\n"}


@pytest.fixture
def tree(tmp_path):
    return write_tree(tmp_path / "tree", FILES)


@pytest.fixture
def settings(tmp_path):
    return Settings(state=tmp_path / "state", quiet=True)


@pytest.fixture
def reads(monkeypatch):
    """How often a tree was walked."""
    walked = []
    real = module._read

    def counted(root, *rest):
        walked.append(root)
        return real(root, *rest)

    monkeypatch.setattr(module, "_read", counted)
    return walked


@pytest.fixture
def settled(monkeypatch):
    """Trees of tests are written just before: let them count as old."""
    monkeypatch.setattr(glance, "GRAIN_NS", -(10**18))


def test_an_untouched_tree_is_read_once(tree, settings, reads, settled):
    first, again = known_tree(tree, settings), known_tree(tree, settings)

    assert first.sheet == again.sheet
    assert len(reads) == 1


def test_a_tree_that_was_written_just_now_is_walked_again(tree, settings, reads):
    known_tree(tree, settings)
    known_tree(tree, settings)

    assert len(reads) == 2


def test_a_changed_tree_is_read_again(tree, settings, reads, settled):
    before = known_tree(tree, settings)
    (tree / "LICENSE").write_text("BSD 2-Clause License\n")
    after = known_tree(tree, settings)

    assert before.sheet.tree != after.sheet.tree
    assert after.snapshot.digest == after.sheet.tree
    assert len(reads) == 2


def test_a_sheet_of_other_code_is_told_again(tree, settings, reads, settled, monkeypatch):
    known_tree(tree, settings)
    monkeypatch.setattr(module, "code_identity", lambda: "another release")
    known_tree(tree, settings)

    assert len(reads) == 2


@pytest.mark.parametrize("name", [GLANCE, SHEET])
def test_a_damaged_file_costs_time_and_nothing_else(tree, settings, reads, settled, name):
    first = known_tree(tree, settings)
    (first.repository.ask / name).write_text("{")

    assert known_tree(tree, settings).sheet == first.sheet
    assert len(reads) == 2


def test_what_is_kept_is_private(tree, settings, settled):
    kept = known_tree(tree, settings).repository.ask

    assert kept.stat().st_mode & 0o777 == 0o700
    assert {p.stat().st_mode & 0o777 for p in kept.iterdir()} == {0o600}


def test_no_secret_is_kept_in_the_sheet(tmp_path, settings):
    source = (EXAMPLES / "parcelgate" / "parcelgate" / "db.py").read_text()
    password = source.split("reporting:")[1].split("@")[0]
    tree = write_tree(tmp_path / "tree", {"a.py": source})
    kept = known_tree(tree, settings).repository.ask

    assert "likely a real secret" in (kept / SHEET).read_text()
    assert not [p for p in kept.iterdir() if password in p.read_text()]


def test_an_audit_that_writes_is_not_disturbed(tree, settings):
    busy = StateFolder(settings.state).repository(tree)
    with busy.writing(), pytest.raises(EnvironmentRefused, match="another audit is writing"):
        known_tree(tree, settings)


def test_nothing_is_written_into_the_tree(tree, settings):
    known_tree(tree, settings)

    assert {os.fspath(p.relative_to(tree)) for p in tree.rglob("*")} == set(FILES)


def test_a_sheet_can_be_read_by_others(tree, settings, settled):
    kept = known_tree(tree, settings).repository.ask / SHEET

    body = json.loads(Path(kept).read_text())
    assert body["sheet"]["facts"]["licence"][""][0]["places"][0]["quote"] == "MIT License"
