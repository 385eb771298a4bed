"""Thresholds for one model, from the half of the questions that no figure is reported of."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from benchmarks.ask import places
from benchmarks.ask.questions import Question
from seatrial.agents.answering import Answering
from seatrial.agents.excerpts import Excerpt
from seatrial.agents.related import excerpt_of
from seatrial.calibration.support import Support, prompts_hash
from seatrial.evidence.model import Place
from seatrial.frozen import sha256
from seatrial.graphs.asking import MOST_READ
from seatrial.graphs.desk import Desk
from seatrial.llm.backend import ModelCard

MARGIN = 0.05
"""Nats above what must be refused."""
FLOOR = -0.5
"""Nats: a passage that the model is more against is never read further."""
ALWAYS = Support(
    model="", digest="", prompts="", answers=-99, supports=-99, quotes=-99, writes=True, questions=1
)
"""Everything is read, picked from and shown."""
_DRAFTED = 3
_FALSE = 0.5  # what a wrong citation takes from a right answer


@dataclass(frozen=True)
class Tried:
    """One passage of one question. Nats: that the passage answers, that its cited lines state the
    model's words, that they answer; -inf for what could not be shown. `good`: they prove it."""

    question: str
    answerable: bool
    good: bool
    answers: float
    words: float
    lines: float


def tuning(question: Question) -> bool:
    """Which half a question belongs to; by its id alone, so that it stays there."""
    return int(sha256(question.id.encode())[:8], 16) % 2 == 0


def tried_of(desk: Desk, question: Question) -> list[Tried]:
    """What the model makes of the passages that it is most for, whatever the thresholds are."""
    answering, asked = desk.answering, question.question
    found = [excerpt_of(chunk) for chunk in desk.find(asked)[:MOST_READ]]
    read = [(answering.answers(asked, excerpt), excerpt) for excerpt in found]
    best = sorted((r for r in read if r[0] > FLOOR), key=lambda r: -r[0])[:_DRAFTED]
    return [_tried(answering, question, margin, excerpt) for margin, excerpt in best]


def _tried(answering: Answering, question: Question, margin: float, excerpt: Excerpt) -> Tried:
    draft = answering.picked(question.question, excerpt)
    words, lines = answering.margins(question.question, draft)
    place = Place(path=draft.path, line_start=draft.start, line_end=draft.end, quote="", sha256="")
    return Tried(
        question=question.id,
        answerable=question.kind != "unanswerable",
        good=places.overlap([place], question.proving),
        answers=margin,
        words=words,
        lines=lines,
    )


class Cuts(NamedTuple):
    """Thresholds in nats, as `Support` has them."""

    answers: float
    words: float
    lines: float

    def show(self, t: Tried) -> bool:
        """Whether anything of this passage is shown."""
        return t.answers > self.answers and (t.words > self.words or t.lines > self.lines)


def fitted(tried: Sequence[Tried]) -> Cuts:
    """The thresholds that treat most questions right, each weighing one, and the highest of equals:
    a proof is shown, or nothing where there is none, which weighs double."""
    by_question: dict[str, list[Tried]] = {}
    for t in tried:
        by_question.setdefault(t.question, []).append(t)
    asked = list(by_question.values())
    tries = product(*(_cuts(tried, kind) for kind in ("answers", "words", "lines")))
    return max((Cuts(*cuts) for cuts in tries), key=lambda c: (_right(asked, c), c))


def _cuts(tried: Sequence[Tried], kind: str) -> list[float]:
    bad = {getattr(t, kind) for t in tried if not t.good} - {-math.inf}
    return sorted({FLOOR, *(margin + MARGIN for margin in bad)})


def _right(asked: Sequence[Sequence[Tried]], cuts: Cuts) -> float:
    return sum(_worth([t for t in tried if cuts.show(t)], tried[0].answerable) for tried in asked)


def _worth(shown: Sequence[Tried], answerable: bool) -> float:
    if not answerable:
        return 2.0 * (not shown)
    return any(t.good for t in shown) - _FALSE * sum(not t.good for t in shown)


def support_of(card: ModelCard, cuts: Cuts, asked: Sequence[Question], on: str) -> Support:
    """What a model is measured to need."""
    return Support(
        model=card.name,
        digest=card.digest,
        prompts=prompts_hash(),
        answers=round(cuts.answers, 3),
        supports=round(cuts.words, 3),
        quotes=round(cuts.lines, 3),
        writes=True,
        questions=len(asked),
        declined=sum(q.kind == "unanswerable" for q in asked),
        measured_on=on,
    )
