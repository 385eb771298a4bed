"""The questions of `questions.toml` and `reading.toml`, and whether an answer to one is right."""

import re
import tomllib
from pathlib import Path
from typing import Literal

from benchmarks.ask import places
from benchmarks.ask.places import Lines
from seatrial.answers.model import Answer, Kind, Sentence
from seatrial.frozen import Frozen

HERE = Path(__file__).parent
FILES = ("questions.toml", "reading.toml")


class Question(Frozen):
    """One question with what a right answer says and the lines that prove it."""

    id: str
    repository: str
    kind: Literal["fact", "how", "cross", "unanswerable"]
    question: str
    answer: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    known: str = ""

    @property
    def proving(self) -> list[Lines]:
        """Any place that proves the answer."""
        return [places.parsed(text) for text in (*self.lines, *self.also)]


def questions(*kinds: str) -> list[Question]:
    """Those of `kinds`, all when none is given, in the order of the files."""
    texts = [(HERE / name).read_text(encoding="utf-8") for name in FILES]
    rows = [row for text in texts for row in tomllib.loads(text)["question"]]
    found = [Question.model_validate(row) for row in rows]
    return [q for q in found if not kinds or q.kind in kinds]


def outcome(question: Question, answer: Answer) -> str:
    """right, uncited (right words without a proving line), wrong, or declined."""
    if answer.kind is Kind.NOT_STATED:
        return "right" if question.kind == "unanswerable" else "declined"
    said = " ".join(_shown(s) for s in answer.sentences)
    if question.kind == "unanswerable":
        return "wrong"
    if not all(re.search(pattern, said, re.IGNORECASE) for pattern in question.answer):
        return "wrong"
    cited = [p for s in answer.sentences for p in s.places]
    proving = question.proving
    return "right" if not proving or places.overlap(cited, proving) else "uncited"


def _shown(sentence: Sentence) -> str:
    """What a person sees of a sentence: one that was read for is shown with its lines."""
    quotes = [p.quote for p in sentence.places] if sentence.support is not None else []
    return " ".join([sentence.text, *quotes])
