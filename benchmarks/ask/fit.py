"""Thresholds for one model, from the half of the questions that no figure is reported of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.ask import places
from benchmarks.ask.questions import Question
from seatrial.agents.answering import Answering
from seatrial.agents.related import excerpt_of
from seatrial.agents.stated import missing, sentence
from seatrial.calibration.support import Support, prompts_hash
from seatrial.evidence.model import Place
from seatrial.frozen import sha256
from seatrial.graphs.asking import MOST_READ
from seatrial.graphs.desk import Desk
from seatrial.llm.backend import ModelCard
from seatrial.vectorstore.chunks import Chunk

MARGIN = 0.05
"""Nats above the best of what must be refused."""


@dataclass(frozen=True)
class Seen:
    """One decision: how strongly the model was for it, and whether it is so."""

    question: str
    margin: float
    good: bool
    answerable: bool


def tuning(question: Question) -> bool:
    """Which half a question belongs to; by its id alone, so that it stays there."""
    return int(sha256(question.id.encode())[:8], 16) % 2 == 0


def answered(desk: Desk, answering: Answering, question: Question) -> list[tuple[Chunk, float]]:
    """What is read for `question`, and how strongly the model thinks that it answers."""
    found = desk.find(question.question)[:MOST_READ]
    return [(c, answering.answers(question.question, excerpt_of(c))) for c in found]


def seen_of(question: Question, read: Iterable[tuple[Chunk, float]]) -> list[Seen]:
    return [
        Seen(
            question.id,
            margin,
            _proves(question, _lines(c.path, c.start, c.end)),
            question.kind != "unanswerable",
        )
        for c, margin in read
    ]


def sentences_of(
    answering: Answering, question: Question, read: Iterable[tuple[Chunk, float]]
) -> list[Seen]:
    """What the model writes of what passed, as far as its lines hold it."""
    found = []
    for chunk, margin in read:
        if margin <= answering.support.answers:
            continue
        draft = answering.picked(question.question, excerpt_of(chunk))
        lines = answering.lines(draft)
        says = sentence(draft.says)
        if says and not missing(says, lines):
            for_it = answering.supports(question.question, draft, says)
            place = Place(
                path=draft.path, line_start=draft.start, line_end=draft.end, quote="", sha256=""
            )
            good = _proves(question, place)
            found.append(Seen(question.id, for_it, good, question.kind != "unanswerable"))
    return found


def threshold(seen: Sequence[Seen]) -> float:
    """Where most proving ones pass and nothing of a question without an answer: precision first.

    A single outlier may not silence the model: the cut is the one that is right of most
    questions, each weighing one, and the higher of equals.
    """
    cuts = sorted({s.margin + MARGIN for s in seen if not s.good}) or [0.0]
    return max(cuts, key=lambda cut: (_right(seen, cut), cut))


def _right(seen: Sequence[Seen], cut: float) -> int:
    """Questions that this cut treats right: a proof passes, or nothing does where none is."""
    ids = {s.question: s.answerable for s in seen}
    passed = {s.question for s in seen if s.margin > cut}
    proven = {s.question for s in seen if s.margin > cut and s.good}
    return sum(
        (name in proven) if answerable else 2 * (name not in passed)
        for name, answerable in ids.items()
    )


def support_of(
    card: ModelCard, answers: float, supports: float, asked: Sequence[Question], on: str
) -> Support:
    return Support(
        model=card.name,
        digest=card.digest,
        prompts=prompts_hash(),
        answers=round(answers, 3),
        supports=round(supports, 3),
        writes=True,
        questions=len(asked),
        declined=sum(q.kind == "unanswerable" for q in asked),
        measured_on=on,
    )


def _lines(path: str, first: int, last: int) -> Place:
    return Place(path=path, line_start=first, line_end=last, quote="", sha256="")


def _proves(question: Question, place: Place) -> bool:
    return places.overlap([place], question.proving)
