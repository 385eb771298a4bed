"""What a crew said of a snapshot is remembered, and never said of another."""

from dataclasses import replace

import pytest

from seatrial.evidence import crews
from seatrial.evidence.crews import CREWS, Task, collect
from seatrial.evidence.model import Outcome
from seatrial.evidence.tools.ruff import Ruff
from seatrial.snapshot.model import GitFacts
from seatrial.snapshot.snapshot import Snapshot
from tests.trees import snapshot_of, write_tree


def counting(crew, monkeypatch):
    """How often `crew` really looked at the tree of this test: others may be audited on the way."""
    calls = []
    really = CREWS[crew]

    def looked(task):
        if [e.path for e in task.snapshot.entries] == ["a.py"]:
            calls.append(1)
        return really(task)

    monkeypatch.setitem(CREWS, crew, looked)
    return calls


@pytest.fixture
def counted(monkeypatch):
    return counting("reading", monkeypatch)


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
    monkeypatch.setattr(crews, "code_identity", lambda: "another version")
    assert collect("reading", task_of(tmp_path, "x = (\n")) == second
    assert counted == [1, 1, 1]


def test_a_reading_that_could_not_see_everything_is_not_remembered(tmp_path, counted):
    task = task_of(tmp_path, "x = 1\n")
    collect("reading", replace(task, batches=replace(task.batches, unread={"a file"})))
    collect("reading", task)
    assert counted == [1, 1]


UNVERIFIED = "import requests\n\n\ndef get(url):\n    return requests.get(url, verify=False)\n"


def test_what_a_tool_said_is_remembered_with_its_quotes(tmp_path, monkeypatch):
    calls = counting("bandit", monkeypatch)
    first = collect("bandit", task_of(tmp_path, UNVERIFIED))
    again = collect("bandit", task_of(tmp_path, UNVERIFIED))
    assert first == again
    assert ["verify=False" in e.places[0].quote for e in again if e.outcome is Outcome.FAILS] == [
        True
    ]
    assert calls == [1]


def test_another_version_of_a_tool_is_asked_anew(tmp_path, monkeypatch):
    calls = counting("ruff", monkeypatch)
    collect("ruff", task_of(tmp_path, UNVERIFIED))
    monkeypatch.setattr(Ruff, "fingerprint", "ruff/1 another version")
    collect("ruff", task_of(tmp_path, UNVERIFIED))
    assert calls == [1, 1]


def test_a_tool_that_has_gone_is_not_answered_for_from_memory(tmp_path, monkeypatch):
    collect("ruff", task_of(tmp_path, UNVERIFIED))
    monkeypatch.setattr(Ruff, "missing", lambda tool: "its program is not installed")
    found = collect("ruff", task_of(tmp_path, UNVERIFIED))
    of_sources = [e for e in found if not e.check.startswith("tests.")]
    assert {e.outcome for e in of_sources} == {Outcome.UNAVAILABLE}


def test_a_commit_that_became_known_is_a_snapshot_of_its_own(tmp_path, counted):
    task = task_of(tmp_path, "x = 1\n")
    collect("reading", task)
    known = task.snapshot.manifest.model_copy(update={"git": GitFacts(commit="1" * 40, clean=True)})
    collect("reading", replace(task, snapshot=Snapshot(known, task.snapshot.store)))
    assert counted == [1, 1]
