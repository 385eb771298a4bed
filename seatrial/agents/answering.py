"""Reads one excerpt for one question: does it answer, with which lines, and what do they say.

The model chooses among lines that are there and may put them in words; code keeps of its words
only what those lines hold, and a decision on the lines alone has the last word.

The question is one line that a person asked, and is told to be no instruction. It stands in no
markers: they cost a small model half of what it can tell (measured: 1.3 nats became 0.7).
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from seatrial.agents.excerpts import Excerpt
from seatrial.agents.stated import addressed, missing, sentence
from seatrial.answers.model import Sentence
from seatrial.calibration.support import Support
from seatrial.evidence.model import Place
from seatrial.frozen import Frozen
from seatrial.llm.backend import Ability, Backend, Question, ReplyInvalid, Request, ask
from seatrial.prompts.book import excerpt_prompt, neutral, render
from seatrial.snapshot.model import Role
from seatrial.snapshot.snapshot import Snapshot

MOST_LINES = 8
LEAST_LINES = 3
_MOST_TOKENS = 90
_LONGEST_QUOTE = 240
_COMMENT = re.compile(r"\s*(#|//|--|;|/?\*)")
_SENTENCE = 40  # characters of prose that can stand alone


class Picked(Frozen):
    """The lines that a model chose, and its sentence."""

    first: int
    last: int
    says: str = ""


class Draft(Frozen):
    """Lines `start` to `end` of `path`, and what the model makes of them, '' when nothing."""

    path: str
    start: int
    end: int
    symbol: str = ""
    role: Role = Role.SOURCE
    says: str = ""


class Checked(Frozen):
    """What is left of a draft, and how many sentences of the model did not pass."""

    sentence: Sentence | None
    dropped: int


@dataclass(frozen=True)
class Answering:
    """One model on one tree. `support` are its thresholds."""

    backend: Backend
    snapshot: Snapshot
    secret: bytes
    support: Support

    def draft(self, question: str, excerpt: Excerpt) -> Draft | None:
        """The lines of `excerpt` that answer; None when the model does not think that any do.

        Raises BackendUnavailable.
        """
        if self.answers(question, excerpt) <= self.support.answers:
            return None
        return self.picked(question, excerpt)

    def check(self, question: str, draft: Draft) -> Checked:
        """The sentence that may be shown of `draft`: the model's, else the lines themselves."""
        lines = self.lines(draft)
        if not _quotable(lines):
            return Checked(sentence=None, dropped=1)
        if says := self._own_words(draft, lines):
            margin = self.supports(question, draft, says)
            if margin > self.support.supports:
                return Checked(sentence=self._sentence(draft, says, margin), dropped=0)
        dropped = int(bool(draft.says))
        margin = self.supports(question, draft, "")
        if margin > self.support.quotes:
            told = _quoted(draft, lines)
            return Checked(sentence=self._sentence(draft, told, margin), dropped=dropped)
        return Checked(sentence=None, dropped=1)

    def _own_words(self, draft: Draft, lines: str) -> str:
        """The model's sentence as far as it may be shown; '' for none."""
        says = sentence(draft.says) if self.support.writes else ""
        if draft.role is not Role.DOCS and _squeezed(says) in _squeezed(lines):
            return ""  # a line of code is no sentence: the lines are told as lines
        return says if not missing(says, lines) else ""

    # -- asking the model: margins are in nats ----------------------------------------------------

    def answers(self, question: str, excerpt: Excerpt) -> float:
        """How strongly the model thinks that `excerpt` answers."""
        asked = render("answers", question=neutral(question))
        return self._decide(self._numbered(excerpt), Question(id="ask.answers", prompt=asked))

    def picked(self, question: str, excerpt: Excerpt) -> Draft:
        """The lines that the model picks; all when it cannot write or wrote nothing of use."""
        picked = self._pick(question, excerpt)
        start, end = _window(picked, excerpt)
        return Draft(
            path=excerpt.path,
            start=start,
            end=end,
            symbol=", ".join(excerpt.symbols),
            role=excerpt.role,
            says=picked.says,
        )

    def supports(self, question: str, draft: Draft, says: str) -> float:
        """How strongly it is for the cited lines alone: that they state `says`, or answer."""
        shown = excerpt_prompt(self.lines(draft), draft.path, self.secret)
        asked = neutral(question)
        if not says:
            prompt = render("answers", question=asked)
            return self._decide(shown, Question(id="ask.answers", prompt=prompt))
        prompt = render("supports", question=asked, answer=neutral(says))
        return self._decide(shown, Question(id="ask.supports", prompt=prompt))

    def margins(self, question: str, draft: Draft) -> tuple[float, float]:
        """What `check` would compare with the thresholds of words and of lines; -inf for what is
        shown under none."""
        lines = self.lines(draft)
        if not _quotable(lines):
            return -math.inf, -math.inf
        says = self._own_words(draft, lines)
        words = self.supports(question, draft, says) if says else -math.inf
        return words, self.supports(question, draft, "")

    def lines(self, draft: Draft) -> str:
        """The cited lines, redacted."""
        return self.snapshot.text_of(draft.path, draft.start, draft.end)

    def _numbered(self, excerpt: Excerpt) -> str:
        rows = excerpt.text.split("\n")
        text = "\n".join(f"{n}| {row}" for n, row in enumerate(rows, excerpt.start))
        return excerpt_prompt(text, excerpt.path, self.secret)

    def _decide(self, shown: str, asked: Question) -> float:
        return self.backend.decide(shown, [asked], system=render("reader"))[0]

    def _pick(self, question: str, excerpt: Excerpt) -> Picked:
        whole = Picked(first=excerpt.start, last=excerpt.end)
        if Ability.COMPLETE not in self.backend.card().abilities:
            return whole
        request = Request(
            prompt=render("pick", question=neutral(question)),
            schema_=_schema(excerpt),
            system=render("reader"),
            excerpt=self._numbered(excerpt),
            most_tokens=_MOST_TOKENS,
        )
        try:
            return ask(self.backend, request, Picked)
        except ReplyInvalid:
            return whole

    def _sentence(self, draft: Draft, text: str, margin: float) -> Sentence:
        place = place_of(self.snapshot, draft.path, draft.start, draft.end)
        return Sentence(text=text, places=(place,), support=round(_probability(margin), 3))


def place_of(snapshot: Snapshot, path: str, start: int, end: int) -> Place:
    """The place of some lines, quoted from the snapshot."""
    entry = snapshot.find(path)
    return Place(
        path=path,
        line_start=start,
        line_end=end,
        quote=snapshot.quote(path, start, end),
        sha256=entry.sha256 if entry else "",
    )


def _schema(excerpt: Excerpt) -> Mapping[str, Any]:
    """Only lines that are there, and filled, can be written."""
    rows = enumerate(excerpt.text.split("\n"), excerpt.start)
    numbers = [n for n, row in rows if row.strip()] or [excerpt.start]
    line = {"type": "integer", "enum": numbers}
    return {
        "type": "object",
        "properties": {"first": line, "last": line, "says": {"type": "string", "maxLength": 240}},
        "required": ["first", "last", "says"],
        "additionalProperties": False,
    }


def _window(picked: Picked, excerpt: Excerpt) -> tuple[int, int]:
    """The picked lines inside `excerpt`: at most 8, at least 3 where it has them.

    A line without its neighbours seldom says what it belongs to, unless it is prose, and a comment
    little without what it speaks of.
    """
    start = min(max(picked.first, excerpt.start), excerpt.end)
    end = min(max(start, picked.last), excerpt.end, start + MOST_LINES - 1)
    if excerpt.role is Role.DOCS and len(_between(excerpt, start, end)) >= _SENTENCE:
        return start, end
    while end - start + 1 < LEAST_LINES and (start, end) != (excerpt.start, excerpt.end):
        start, end = max(excerpt.start, start - 1), min(excerpt.end, end + 1)
    while end < min(excerpt.end, start + MOST_LINES - 1) and _is_comment(excerpt, end):
        end += 1
    return start, end


def _is_comment(excerpt: Excerpt, line: int) -> bool:
    row = excerpt.text.split("\n")[line - excerpt.start]
    return excerpt.role is not Role.DOCS and bool(_COMMENT.match(row))


def _quotable(lines: str) -> bool:
    return bool(lines.strip()) and not addressed(lines)


def _between(excerpt: Excerpt, start: int, end: int) -> str:
    rows = excerpt.text.split("\n")
    return _squeezed(" ".join(rows[start - excerpt.start : end - excerpt.start + 1]))


def _quoted(draft: Draft, lines: str) -> str:
    """The lines as a sentence of ours: prose in its own words, code by where it stands."""
    if draft.role is Role.DOCS:
        plain = _squeezed(lines)
        shown = plain if len(plain) <= _LONGEST_QUOTE else f"{plain[:_LONGEST_QUOTE]}\u2026"
        return f"{draft.path} says: \u201c{shown}\u201d"
    where = f"`{draft.symbol}` in {draft.path}" if draft.symbol else draft.path
    return f"See {where}, lines {draft.start} to {draft.end}."


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _probability(margin: float) -> float:
    return 1 / (1 + math.exp(-margin))
