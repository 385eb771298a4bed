"""How a question is put: as the statement of the defect, as its opposite, as both, as a choice.

A small model is easily led to agree with what it is told, and likes the first of two answers.
Which form it answers best differs from question to question and is found by calibration.
"""

from collections.abc import Mapping
from enum import StrEnum

from seatrial.frozen import sha256
from seatrial.llm.backend import Backend, Question
from seatrial.llm.margin import OFF_MENU
from seatrial.prompts.book import CatalogueQuestion, render, template_hash


class Probe(StrEnum):
    """One sentence put to the model, answered by one token."""

    STATEMENT = "statement"
    OPPOSITE = "opposite"
    CHOICE = "choice"
    SWAPPED = "swapped"


class Form(StrEnum):
    """Which probes are put, and added up."""

    STATEMENT = "statement"
    OPPOSITE = "opposite"
    BOTH = "both"
    CHOICE = "choice"
    SWAPPED = "swapped"


# What a yes (or an A) to each probe says about the defect: for it, or against it.
SIGNS: Mapping[Form, Mapping[Probe, int]] = {
    Form.STATEMENT: {Probe.STATEMENT: 1},
    Form.OPPOSITE: {Probe.OPPOSITE: -1},
    Form.BOTH: {Probe.STATEMENT: 1, Probe.OPPOSITE: -1},
    Form.CHOICE: {Probe.CHOICE: 1, Probe.SWAPPED: -1},
    Form.SWAPPED: {Probe.SWAPPED: -1},
}


def probe(question: CatalogueQuestion, kind: Probe, beside: str = "") -> Question:
    """What follows an excerpt; `beside` is its companion's prompt, '' when it needs none."""
    prompt, answers = _asked(question, kind)
    text = f"{beside}\n\n{prompt}" if beside else prompt
    return Question(id=question.id, prompt=text, answers=answers)


def _asked(question: CatalogueQuestion, kind: Probe) -> tuple[str, tuple[str, str]]:
    defect, fine = question.statement, question.opposite
    if kind in (Probe.CHOICE, Probe.SWAPPED):
        first, second = (defect, fine) if kind is Probe.CHOICE else (fine, defect)
        return render("choice", first=first, second=second), ("A", "B")
    sentence = defect if kind is Probe.STATEMENT else fine
    return render("question", statement=sentence), ("yes", "no")


def probes(question: CatalogueQuestion, form: Form, beside: str = "") -> list[Question]:
    """All that is asked in `form`, in order."""
    return [probe(question, kind, beside) for kind in SIGNS[form]]


def score(form: Form, margins: Mapping[Probe, float]) -> float:
    """How strongly the answers speak for the defect, in nats; OFF_MENU when one of them is no
    answer, whichever way it would count."""
    if OFF_MENU in margins.values():
        return OFF_MENU
    return sum(sign * margins[kind] for kind, sign in SIGNS[form].items())


def decided(
    backend: Backend,
    excerpt: str,
    question: CatalogueQuestion,
    form: Form,
    *,
    beside: str = "",
    system: str,
) -> float:
    """The score of one question on one excerpt."""
    margins = backend.decide(excerpt, probes(question, form, beside), system=system)
    return score(form, dict(zip(SIGNS[form], margins, strict=True)))


def prompt_hash(question: CatalogueQuestion, form: Form) -> str:
    """Names everything of a decision but the excerpt: instructions, form and sentences."""
    used = ("decide", "excerpt", "companion") if question.companion else ("decide", "excerpt")
    templates = "".join(template_hash(name) for name in used)
    asked = "\0".join(p.prompt for p in probes(question, form))
    return sha256(f"{templates}{form}\0{asked}".encode())
