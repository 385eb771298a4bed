"""Sheets of small trees, gathered in process."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from seatrial.answers.facts import answer_fact
from seatrial.answers.gather import gather
from seatrial.answers.model import Answer
from seatrial.answers.sheet import Sheet
from seatrial.displays import Silent
from seatrial.progress import Reporter
from tests.trees import snapshot_of, write_tree


def sheet_of_folder(root: Path, state: Path) -> Sheet:
    snapshot, batches = snapshot_of(root, state)
    reporter = Reporter(Silent(), state / "events.jsonl", "", "")
    with closing(reporter), closing(batches.cache):
        return gather(snapshot, batches.cache, reporter)


def sheet_of_files(tmp_path: Path, files: Mapping[str, str | bytes]) -> Sheet:
    return sheet_of_folder(write_tree(tmp_path / "tree", files), tmp_path / "state")


def told_of(sheet: Sheet, question: str) -> str:
    """All sentences of the fact that answers, on one line; '' when no rule fits."""
    answer = answer_fact(sheet, question)
    return text_of(answer) if answer else ""


def text_of(answer: Answer) -> str:
    return " ".join(s.text for s in answer.sentences)
