"""Measures a model on every question: held-out examples, then ordinary excerpts."""

import time
import tomllib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.resources import files

from seatrial.agents.excerpts import Excerpt
from seatrial.calibration.measured import Calibration, Measured
from seatrial.calibration.statistics import LEAST_AUC, LEAST_FOUND, auc, threshold
from seatrial.frozen import Frozen
from seatrial.llm.backend import Backend
from seatrial.prompts.book import (
    AGENTS,
    CatalogueQuestion,
    excerpt_prompt,
    instructions,
    prompt_hash,
    question_prompt,
    questions,
)

# Markers of a calibration need not be unguessable: nobody attacks our own examples.
_SECRET = b"calibration"
Scores = dict[str, list[float]]


class Example(Frozen):
    """A held-out excerpt with the truth about one question."""

    question: str
    label: str
    language: str
    text: str


def examples() -> list[Example]:
    """Every held-out example of every agent."""
    folder = files("seatrial.calibration") / "examples"
    rows = [
        row
        for agent in AGENTS
        for row in tomllib.loads((folder / f"{agent}.toml").read_text("utf-8"))["example"]
    ]
    return [Example.model_validate(row) for row in rows]


def calibrate(
    backend: Backend, ordinary: Sequence[Excerpt], told: Callable[[str], None]
) -> Calibration:
    """Scores on examples and on `ordinary` excerpts (everyday code), made into thresholds."""
    began, book = time.monotonic(), questions()
    bad, clean = _on_examples(backend, book, told)
    everyday = _on_ordinary(backend, book, ordinary, told)
    card = backend.card()
    return Calibration(
        model=card.name,
        digest=card.digest,
        measured_on=datetime.now(UTC).date().isoformat(),
        seconds=round(time.monotonic() - began, 1),
        questions=tuple(
            _measured(q, bad[q.id], clean[q.id], everyday[q.id]) for q in book.values()
        ),
    )


def _on_examples(
    backend: Backend, book: Mapping[str, CatalogueQuestion], told: Callable[[str], None]
) -> tuple[Scores, Scores]:
    bad: Scores = defaultdict(list)
    clean: Scores = defaultdict(list)
    for n, example in enumerate(examples(), 1):
        question = book[example.question]
        prompt = excerpt_prompt(example.text.strip("\n"), "example", _SECRET)
        (score,) = backend.decide(prompt, [question_prompt(question)], system=instructions())
        (bad if example.label == "bad" else clean)[question.id].append(score)
        told(f"example {n}: {question.id} {example.label} {score:+.2f}")
    return bad, clean


def _on_ordinary(
    backend: Backend,
    book: Mapping[str, CatalogueQuestion],
    ordinary: Sequence[Excerpt],
    told: Callable[[str], None],
) -> Scores:
    scores: Scores = defaultdict(list)
    for n, excerpt in enumerate(ordinary, 1):
        fitting = [
            q for q in book.values() if q.asks_of(excerpt.role, excerpt.language, excerpt.text)
        ]
        prompt = excerpt_prompt(excerpt.text, excerpt.path, _SECRET)
        answers = backend.decide(
            prompt, [question_prompt(q) for q in fitting], system=instructions()
        )
        for question, score in zip(fitting, answers, strict=True):
            scores[question.id].append(score)
        told(f"ordinary {n} of {len(ordinary)}: {len(fitting)} questions")
    return scores


def _measured(
    question: CatalogueQuestion,
    bad: Sequence[float],
    clean: Sequence[float],
    everyday: Sequence[float],
) -> Measured:
    bound = threshold(clean, everyday)
    found = sum(s > bound for s in bad)
    area = auc(bad, clean)
    return Measured(
        question=question.id,
        prompt=prompt_hash(question),
        threshold=round(bound, 4),
        auc=round(area, 3),
        bad=len(bad),
        clean=len(clean),
        found=found,
        false=sum(s > bound for s in clean),
        ordinary=len(everyday),
        alarms=sum(s > bound for s in everyday),
        usable=area >= LEAST_AUC and found >= LEAST_FOUND * max(1, len(bad)),
    )
