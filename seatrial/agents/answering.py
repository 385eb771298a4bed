"""Reads one excerpt for one question: does it answer, with which lines, and what do they say.

The model chooses among lines that are there and may put them in words; code keeps of its words
only what those lines hold, and a decision on the lines alone has the last word.

The question is one line that a person asked, and is told to be no instruction. It stands in no
markers: they cost a small model half of what it can tell (measured: 1.3 nats became 0.7).
"""

import math
from dataclasses import dataclass

from seatrial.agents.cited import Draft, Picked, place_of, quotable, schema, squeezed, told, window
from seatrial.agents.excerpts import Excerpt
from seatrial.agents.stated import missing, sentence
from seatrial.answers.model import Sentence
from seatrial.calibration.support import Support
from seatrial.frozen import Frozen
from seatrial.llm.backend import Ability, Backend, Question, ReplyInvalid, Request, ask
from seatrial.prompts.book import excerpt_prompt, neutral, render
from seatrial.snapshot.model import Role
from seatrial.snapshot.snapshot import Snapshot

_MOST_TOKENS = 90


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
        if not quotable(lines):
            return Checked(sentence=None, dropped=1)
        if says := self._own_words(draft, lines):
            margin = self.supports(question, draft, says)
            if margin > self.support.supports:
                return Checked(sentence=self._sentence(draft, says, margin), dropped=0)
        dropped = int(bool(draft.says))
        margin = self.supports(question, draft, "")
        if margin > self.support.quotes:
            return Checked(
                sentence=self._sentence(draft, told(draft, lines), margin), dropped=dropped
            )
        return Checked(sentence=None, dropped=1)

    def _own_words(self, draft: Draft, lines: str) -> str:
        """The model's sentence as far as it may be shown; '' for none."""
        says = sentence(draft.says) if self.support.writes else ""
        if draft.role is not Role.DOCS and squeezed(says) in squeezed(lines):
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
        start, end = window(picked, excerpt)
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
        if not quotable(lines):
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
            schema_=schema(excerpt),
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


def _probability(margin: float) -> float:
    return 1 / (1 + math.exp(-margin))
