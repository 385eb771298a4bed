"""Measures a model on every question: held-out examples first, then ordinary excerpts.

Forms are tried from the cheapest on. What no form tells from chance on the examples is not put to
ordinary excerpts at all, and what too many of these have scored above is given up: a measurement
takes hours on a laptop.
"""

import time
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.resources import files

from seatrial.calibration.measured import Calibration, Measured
from seatrial.calibration.pool import WANTED, Everyday
from seatrial.calibration.statistics import (
    LEAST_AUC,
    auc,
    least_threshold,
    threshold,
    told_from_alarms,
)
from seatrial.frozen import Frozen
from seatrial.llm.backend import Backend
from seatrial.prompts.book import (
    AGENTS,
    CatalogueQuestion,
    companion_prompt,
    excerpt_prompt,
    instructions,
    questions,
)
from seatrial.prompts.forms import SIGNS, Form, Probe, probe, prompt_hash, score

# Markers of a calibration need not be unguessable: nobody attacks our own examples.
_SECRET = b"calibration"
# Cheapest first: the choice between two sentences costs one token, the good one named first.
LADDER: tuple[tuple[tuple[Probe, ...], tuple[Form, ...]], ...] = (
    ((Probe.SWAPPED,), (Form.SWAPPED,)),
    ((Probe.STATEMENT, Probe.OPPOSITE), (Form.STATEMENT, Form.OPPOSITE, Form.BOTH)),
)
HALF = 4
"""Bad and clean examples each, after which the hopeless is given up."""
PROMISING = 0.65
Margins = Mapping[Probe, float]
Answers = dict[str, list[Margins]]
Told = Callable[[str], None]
Ordinary = Callable[[Iterable[CatalogueQuestion]], Sequence[Everyday]]


class Example(Frozen):
    """A held-out excerpt with the truth about one question.

    `companion` is the second place and `name` the word that joins them, '' where none is needed.
    """

    question: str
    label: str
    language: str
    text: str
    companion: str = ""
    name: str = ""


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
    ordinary: Ordinary,
    drawn_from: Mapping[str, str],
    told: Told,
    book: Sequence[CatalogueQuestion] | None = None,
) -> Calibration:
    """What `backend` can do with the questions of `book` (all of them by default). `ordinary`
    gives everyday excerpts that fit the questions named; `drawn_from` says where they are from."""
    began, asked = time.monotonic(), list(questions().values()) if book is None else list(book)
    on_examples = {q.id: _on_examples(backend, q, told) for q in asked}
    promising = [q for q in asked if on_examples[q.id].able]
    everyday = _on_ordinary(backend, promising, on_examples, ordinary(promising), told)
    card = backend.card()
    return Calibration(
        model=card.name,
        digest=card.digest,
        engine=card.version,
        measured_on=datetime.now(UTC).date().isoformat(),
        seconds=round(time.monotonic() - began, 1),
        pool=dict(drawn_from),
        questions=tuple(_measured(q, on_examples[q.id], everyday[q.id]) for q in asked),
    )


@dataclass(frozen=True)
class OnExamples:
    """How a question fared on its examples, and the forms that told bad from clean ones."""

    bad: Sequence[Margins]
    clean: Sequence[Margins]
    able: Sequence[Form]


def _on_examples(backend: Backend, question: CatalogueQuestion, told: Told) -> OnExamples:
    """One token first. What is no better than chance on half of the examples is put in other
    words, and what is hopeless in these too is not put to the rest."""
    held_out = [e for e in examples() if e.question == question.id]
    bad = [e for e in held_out if e.label == "bad"]
    clean = [e for e in held_out if e.label == "clean"]
    tried = None
    for probes, forms in LADDER:

        def put(some: Sequence[Example], probes: Sequence[Probe] = probes) -> list[Margins]:
            return [_on_example(backend, question, e, probes, told) for e in some]

        first = OnExamples(put(bad[:HALF]), put(clean[:HALF]), ())
        tried = tried or first
        if not _telling(forms, first, PROMISING):
            continue
        whole = OnExamples([*first.bad, *put(bad[HALF:])], [*first.clean, *put(clean[HALF:])], ())
        if able := _telling(forms, whole, LEAST_AUC):
            return replace(whole, able=able)
        tried = whole
    assert tried is not None, "the ladder has a rung"
    return tried


def _telling(forms: Iterable[Form], seen: OnExamples, least: float) -> list[Form]:
    return [f for f in forms if auc(_scores(f, seen.bad), _scores(f, seen.clean)) >= least]


def _on_example(
    backend: Backend,
    question: CatalogueQuestion,
    example: Example,
    probes: Sequence[Probe],
    told: Told,
) -> Margins:
    beside = _beside(example.companion, "companion") if example.companion else ""
    text, asked = example.text.strip("\n"), question.about(example.name)
    margins = _ask(backend, asked, excerpt_prompt(text, "example", _SECRET), beside, probes)
    told(f"{question.id} {example.label} {_shown(margins)}")
    return margins


def _on_ordinary(
    backend: Backend,
    promising: Sequence[CatalogueQuestion],
    seen: Mapping[str, OnExamples],
    ordinary: Sequence[Everyday],
    told: Told,
) -> Answers:
    answers: Answers = defaultdict(list)
    able = {q.id: q for q in promising if not _hopeless(seen[q.id], ())}
    for n, everyday in enumerate(ordinary, 1):
        question = able.get(everyday.question)
        if question is None or len(answers[question.id]) == WANTED:
            continue
        kinds = sorted({kind for form in seen[question.id].able for kind in SIGNS[form]})
        shown = excerpt_prompt(everyday.text, everyday.path, _SECRET)
        beside = _beside(everyday.companion, everyday.beside) if everyday.companion else ""
        margins = _ask(backend, question.about(everyday.name), shown, beside, kinds)
        answers[question.id].append(margins)
        told(f"ordinary {n} of {len(ordinary)}: {question.id} {_shown(margins)}")
        if _hopeless(seen[question.id], answers[question.id]):
            del able[question.id]
    return answers


def _hopeless(seen: OnExamples, everyday: Sequence[Margins]) -> bool:
    """Whether no form could be used any more, were all the rest of the excerpts unsuspected."""
    return not any(_within_reach(form, seen, everyday) for form in seen.able)


def _within_reach(form: Form, seen: OnExamples, everyday: Sequence[Margins]) -> bool:
    bad, clean = _scores(form, seen.bad), _scores(form, seen.clean)
    bound = least_threshold(clean, _scores(form, everyday), WANTED)
    return told_from_alarms(sum(s > bound for s in bad), len(bad), 0, WANTED + len(clean))


def _beside(text: str, path: str) -> str:
    return companion_prompt(text.strip("\n"), path, _SECRET)


def _ask(
    backend: Backend, question: CatalogueQuestion, shown: str, beside: str, kinds: Sequence[Probe]
) -> Margins:
    asked = [probe(question, kind, beside) for kind in kinds]
    return dict(zip(kinds, backend.decide(shown, asked, system=instructions()), strict=True))


def _shown(margins: Margins) -> str:
    return " ".join(f"{kind} {m:+.2f}" for kind, m in margins.items())


def _scores(form: Form, answers: Iterable[Margins]) -> list[float]:
    """In `form`, of the answers that hold what it needs."""
    needed = set(SIGNS[form])
    return [score(form, margins) for margins in answers if needed <= set(margins)]


def _measured(
    question: CatalogueQuestion, seen: OnExamples, everyday: Sequence[Margins]
) -> Measured:
    """The form that finds most at its own threshold; at equal finds the larger area wins. What no
    form could do is not used, whatever chance gave it."""
    forms = seen.able or [f for f in Form if _scores(f, seen.bad)]
    tried = [_in_form(question, form, seen, _scores(form, everyday)) for form in forms]
    best = max(tried, key=lambda m: (m.usable, m.found if m.usable else 0, m.auc))
    return best if seen.able else best.model_copy(update={"usable": False})


def _in_form(
    question: CatalogueQuestion,
    form: Form,
    seen: OnExamples,
    everyday: Sequence[float],
) -> Measured:
    bad, clean = _scores(form, seen.bad), _scores(form, seen.clean)
    bound = threshold(clean, everyday)
    found = sum(s > bound for s in bad)
    alarms = sum(s > bound for s in everyday)
    false = sum(s > bound for s in clean)
    return Measured(
        question=question.id,
        form=form,
        prompt=prompt_hash(question, form),
        threshold=round(bound, 4),
        auc=round(auc(bad, clean), 3),
        bad=len(bad),
        clean=len(clean),
        found=found,
        false=false,
        ordinary=len(everyday),
        alarms=alarms,
        usable=told_from_alarms(found, len(bad), alarms + false, len(everyday) + len(clean)),
    )
