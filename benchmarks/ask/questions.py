"""The questions of `questions.toml`, and whether an answer to one of them is right."""

import re
import tomllib
from pathlib import Path
from typing import Literal

from benchmarks.ask import places
from seatrial.answers.model import Answer, Kind
from seatrial.frozen import Frozen

HERE = Path(__file__).parent


class Question(Frozen):
    """One question with what a right answer says and the lines that prove it."""

    id: str
    repository: str
    kind: Literal["fact", "how", "cross", "unanswerable"]
    question: str
    answer: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


def questions(*kinds: str) -> list[Question]:
    """Those of `kinds`, all when none is given, in the order of the file."""
    rows = tomllib.loads((HERE / "questions.toml").read_text(encoding="utf-8"))["question"]
    found = [Question.model_validate(row) for row in rows]
    return [q for q in found if not kinds or q.kind in kinds]


def outcome(question: Question, answer: Answer) -> str:
    """right, uncited (right words without a proving line), wrong, or declined."""
    if answer.kind is Kind.NOT_STATED:
        return "right" if question.kind == "unanswerable" else "declined"
    said = " ".join(s.text for s in answer.sentences)
    if question.kind == "unanswerable":
        return "wrong"
    if not all(re.search(pattern, said, re.IGNORECASE) for pattern in question.answer):
        return "wrong"
    cited = [p for s in answer.sentences for p in s.places]
    proving = [places.parsed(text) for text in question.lines]
    return "right" if not proving or places.overlap(cited, proving) else "uncited"
