"""Thresholds by model digest: a question that a model was not measured on is not asked of it."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from seatrial.frozen import Frozen
from seatrial.llm.backend import ModelCard
from seatrial.prompts.forms import Form
from seatrial.shares import wilson

LEAST_PRECISION = 0.6


class Measured(Frozen):
    """One question on one model, put in `form`. A decision is suspicious above `threshold` (nats).

    `auc` is over `bad` and `clean` held-out examples; `found` of the bad ones pass the threshold,
    `false` of the clean ones, `alarms` of `ordinary` excerpts of everyday code. `usable` when it
    is told from chance and quiet enough on ordinary code. People read `judged` findings that
    audits of real code had kept, and found `confirmed` of them true.
    """

    question: str
    form: Form
    prompt: str
    threshold: float
    auc: float
    bad: int
    clean: int
    found: int
    false: int
    ordinary: int
    alarms: int
    usable: bool
    judged: int = 0
    confirmed: int = 0

    @property
    def asked(self) -> bool:
        """Usable by its examples, and not so often wrong on real code that LEAST_PRECISION is
        out of reach (Wilson, 95 %)."""
        return self.usable and wilson(self.confirmed, self.judged)[1] >= LEAST_PRECISION


class Calibration(Frozen):
    """What was measured of one model. `seconds` is how long measuring took, `pool` names the
    packages (and their versions) that the ordinary excerpts were drawn from."""

    model: str
    digest: str
    engine: str
    measured_on: str
    seconds: float
    pool: Mapping[str, str]
    questions: tuple[Measured, ...]

    def by_question(self) -> Mapping[str, Measured]:
        return {m.question: m for m in self.questions}


def calibration_file(digest: str) -> str:
    """What the calibration of the model with `digest` is called."""
    return f"{digest[:16]}.json"


def read_calibration(card: ModelCard, own: Path | None = None) -> Calibration | None:
    """The calibration of a model: the operator's own (a folder), else ours.

    What was measured of the same weights in another engine serves when there is nothing nearer:
    the certificate names the engine that was measured.
    """
    for digest in filter(None, dict.fromkeys((card.digest, card.weights))):
        if found := _of_digest(digest, own):
            return found
    return None


def _of_digest(digest: str, own: Path | None) -> Calibration | None:
    name = calibration_file(digest)
    shipped = files("seatrial.calibration") / "measured" / name
    for place in (own / name if own else None, shipped):
        if place is None or not place.is_file():
            continue
        try:
            found = Calibration.model_validate_json(place.read_bytes())
        except ValidationError:
            continue
        if found.digest == digest:
            return found
    return None
