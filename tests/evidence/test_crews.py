"""What our own code said of a snapshot is remembered, and never said of another."""

from dataclasses import replace

import pytest

from seatrial.evidence import crews
from seatrial.evidence.crews import CREWS, Task, collect
from tests.trees import snapshot_of, write_tree


@pytest.fixture
def counted(monkeypatch):
    """How often our own reading was really done."""
    calls = []
    really = CREWS["reading"]
    monkeypatch.setitem(CREWS, "reading", lambda task: calls.append(1) or really(task))
    return calls


def task_of(tmp_path, text):
    root = write_tree(tmp_path / "tree", {"a.py": text})
    return Task(*snapshot_of(root, tmp_path / "state"))


def test_an_equal_snapshot_is_read_once(tmp_path, counted):
    first = collect("reading", task_of(tmp_path, "x = 1\n"))
    again = collect("reading", task_of(tmp_path, "x = 1\n"))
    assert first == again
    assert counted == [1]


def test_another_snapshot_and_other_code_are_read_anew(tmp_path, counted, monkeypatch):
    first = collect("reading", task_of(tmp_path, "x = 1\n"))
    second = collect("reading", task_of(tmp_path, "x = (\n"))
    assert first != second
    monkeypatch.setattr(crews, "_code", lambda: "another version")
    assert collect("reading", task_of(tmp_path, "x = (\n")) == second
    assert counted == [1, 1, 1]


def test_a_reading_that_could_not_see_everything_is_not_remembered(tmp_path, counted):
    task = task_of(tmp_path, "x = 1\n")
    collect("reading", replace(task, batches=replace(task.batches, unread={"a file"})))
    collect("reading", task)
    assert counted == [1, 1]
