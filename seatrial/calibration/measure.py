"""Measures a model on every question: held-out examples first, then ordinary excerpts.

Every probe of a question is put to the model, and forms are compared on its answers. What no form
tells from chance on the examples is not put to ordinary excerpts at all.
"""

import time
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.resources import files

from seatrial.agents.excerpts import Excerpt
from seatrial.calibration.measured import Calibration, Measured
from seatrial.calibration.pool import WANTED, asked_of
from seatrial.calibration.statistics import LEAST_AUC, auc, threshold, told_from_alarms
from seatrial.frozen import Frozen
from seatrial.llm.backend import Backend
from seatrial.prompts.book import (
    AGENTS,
    CatalogueQuestion,
    excerpt_prompt,
    instructions,
    questions,
)
from seatrial.prompts.forms import SIGNS, Form, Probe, probe, prompt_hash, score

# Markers of a calibration need not be unguessable: nobody attacks our own examples.
_SECRET = b"calibration"
Margins = Mapping[Probe, float]
Answers = dict[str, list[Margins]]
Told = Callable[[str], None]


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
    backend: Backend,
    ordinary: Callable[[Iterable[CatalogueQuestion]], Sequence[Excerpt]],
    drawn_from: Mapping[str, str],
    told: Told,
) -> Calibration:
    """What `backend` can do. `ordinary` gives everyday excerpts that fit the questions named;
    `drawn_from` says what these were taken from."""
    began, book = time.monotonic(), questions()
    bad, clean = _on_examples(backend, book, told)
    able = {q.id: _able_forms(bad[q.id], clean[q.id]) for q in book.values()}
    promising = [q for q in book.values() if able[q.id]]
    everyday = _on_ordinary(backend, promising, able, ordinary(promising), told)
    card = backend.card()
    return Calibration(
        model=card.name,
        digest=card.digest,
        engine=card.version,
        measured_on=datetime.now(UTC).date().isoformat(),
        seconds=round(time.monotonic() - began, 1),
        pool=dict(drawn_from),
        questions=tuple(
            _measured(q, able[q.id], bad[q.id], clean[q.id], everyday[q.id]) for q in book.values()
        ),
    )


def _on_examples(
    backend: Backend, book: Mapping[str, CatalogueQuestion], told: Told
) -> tuple[Answers, Answers]:
    bad: Answers = defaultdict(list)
    clean: Answers = defaultdict(list)
    held_out = examples()
    for n, example in enumerate(held_out, 1):
        question = book[example.question]
        margins = _ask(backend, question, example.text.strip("\n"), "example", list(Probe))
        (bad if example.label == "bad" else clean)[question.id].append(margins)
        told(f"example {n} of {len(held_out)}: {question.id} {example.label} {_shown(margins)}")
    return bad, clean


def _on_ordinary(
    backend: Backend,
    promising: Sequence[CatalogueQuestion],
    able: Mapping[str, Sequence[Form]],
    ordinary: Sequence[Excerpt],
    told: Told,
) -> Answers:
    answers: Answers = defaultdict(list)
    for n, excerpt in enumerate(ordinary, 1):
        for question in asked_of(excerpt, promising):
            if len(answers[question.id]) == WANTED:
                continue
            kinds = sorted({kind for form in able[question.id] for kind in SIGNS[form]})
            margins = _ask(backend, question, excerpt.text, excerpt.path, kinds)
            answers[question.id].append(margins)
            told(f"ordinary {n} of {len(ordinary)}: {question.id} {_shown(margins)}")
    return answers


def _ask(
    backend: Backend, question: CatalogueQuestion, text: str, path: str, kinds: Sequence[Probe]
) -> Margins:
    asked = [probe(question, kind) for kind in kinds]
    prompt = excerpt_prompt(text, path, _SECRET)
    return dict(zip(kinds, backend.decide(prompt, asked, system=instructions()), strict=True))


def _shown(margins: Margins) -> str:
    return " ".join(f"{kind} {m:+.2f}" for kind, m in margins.items())


def _able_forms(bad: Sequence[Margins], clean: Sequence[Margins]) -> list[Form]:
    """The forms that tell bad from clean examples."""
    return [f for f in Form if auc(_scores(f, bad), _scores(f, clean)) >= LEAST_AUC]


def _scores(form: Form, answers: Iterable[Margins]) -> list[float]:
    return [score(form, margins) for margins in answers]


def _measured(
    question: CatalogueQuestion,
    able: Sequence[Form],
    bad: Sequence[Margins],
    clean: Sequence[Margins],
    everyday: Sequence[Margins],
) -> Measured:
    """The form that finds most at its own threshold; at equal finds the larger area wins."""
    tried = [
        _in_form(question, form, _scores(form, bad), _scores(form, clean), _scores(form, everyday))
        for form in able
    ] or [_in_form(question, form, _scores(form, bad), _scores(form, clean), []) for form in Form]
    return max(tried, key=lambda m: (m.usable, m.found if m.usable else 0, m.auc))


def _in_form(
    question: CatalogueQuestion,
    form: Form,
    bad: Sequence[float],
    clean: Sequence[float],
    everyday: Sequence[float],
) -> Measured:
    bound = threshold(clean, everyday)
    found = sum(s > bound for s in bad)
    alarms = sum(s > bound for s in everyday)
    return Measured(
        question=question.id,
        form=form,
        prompt=prompt_hash(question, form),
        threshold=round(bound, 4),
        auc=round(auc(bad, clean), 3),
        bad=len(bad),
        clean=len(clean),
        found=found,
        false=sum(s > bound for s in clean),
        ordinary=len(everyday),
        alarms=alarms,
        usable=bool(everyday) and told_from_alarms(found, len(bad), alarms, len(everyday)),
    )
