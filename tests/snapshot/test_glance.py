import os
import time

import pytest

from seatrial.snapshot.glance import GRAIN_NS, glance_at
from tests.trees import write_tree

FILES = {"a.py": "x = 1\n", "lib/b.py": "y = 1\n", "out/made.txt": "z\n", ".git/HEAD": "ref: x\n"}


@pytest.fixture
def tree(tmp_path):
    return write_tree(tmp_path / "tree", FILES)


def test_an_untouched_tree_looks_the_same(tree):
    assert glance_at(tree, ()) == glance_at(tree, ())


def test_the_same_content_written_again_looks_different(tree):
    before = glance_at(tree, ())
    (tree / "a.py").write_text("x = 1\n")

    assert glance_at(tree, ()) != before


def test_a_change_whose_times_were_set_back_is_seen(tree):
    path = tree / "a.py"
    status, before = path.stat(), glance_at(tree, ())
    path.write_text("x = 2\n")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    assert path.stat().st_mtime_ns == status.st_mtime_ns
    assert glance_at(tree, ()) != before


@pytest.mark.parametrize("change", ["new", "gone", "mode", "renamed", "link", "commit", "folder"])
def test_every_change_that_a_walk_would_see_is_seen(tree, change):
    before = glance_at(tree, ())
    changes = {
        "new": lambda: (tree / "lib" / "c.py").write_text(""),
        "gone": lambda: (tree / "lib" / "b.py").unlink(),
        "mode": lambda: (tree / "a.py").chmod(0o755),
        "renamed": lambda: (tree / "a.py").rename(tree / "c.py"),
        "link": lambda: (tree / "l").symlink_to("a.py"),
        "commit": lambda: (tree / ".git" / "HEAD").write_text("ref: y\n"),
        "folder": lambda: (tree / "lib").chmod(0o700),
    }
    changes[change]()

    assert glance_at(tree, ()) != before


def test_what_is_no_part_of_the_tree_may_change(tree):
    before = glance_at(tree, ["out"])
    (tree / "out" / "more.txt").write_text("new\n")

    assert glance_at(tree, ["out"]) == before
    assert glance_at(tree, ()) != before


def test_a_link_is_looked_at_and_not_followed(tree, tmp_path):
    elsewhere = write_tree(tmp_path / "elsewhere", {"c.py": "1\n"})
    (tree / "link").symlink_to(elsewhere)
    before = glance_at(tree, ())
    (elsewhere / "c.py").write_text("2\n")

    assert glance_at(tree, ()) == before


def test_what_was_just_written_is_not_settled(tree):
    glance = glance_at(tree, ())

    assert not glance.settled(time.time_ns())
    assert glance.settled(glance.newest + GRAIN_NS + 1)
    assert not glance.settled(glance.newest + GRAIN_NS)
