"""From where on a model's yes counts when it reads for an answer, by model digest.

Measured by `python -m benchmarks.ask` on the half of its questions that no figure is reported of.
A model that was not measured writes nothing: lines are quoted, and it must be clearly for them.
"""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import ValidationError

from seatrial.frozen import Frozen, sha256
from seatrial.llm.backend import ModelCard
from seatrial.prompts.book import template_hash

TEMPLATES = ("reader", "excerpt", "answers", "pick", "supports")


class Support(Frozen):
    """Thresholds in nats. `answers`: an excerpt answers the question; `supports`: lines state a
    sentence that answers it; `quotes`: lines alone answer it. `writes`: the model's own sentences
    may be shown.

    `questions` were asked to measure it, of which `declined` had no answer. `prompts` names the
    templates that were measured, '' for none.
    """

    model: str
    digest: str
    prompts: str
    answers: float
    supports: float
    quotes: float
    writes: bool
    questions: int = 0
    declined: int = 0
    measured_on: str = ""

    @property
    def measured(self) -> bool:
        return self.questions > 0


# Of a model nobody measured: odds of three to one that the lines answer, and only lines.
UNMEASURED = Support(
    model="", digest="", prompts="", answers=1.1, supports=1.1, quotes=1.1, writes=False
)


def support_file(digest: str) -> str:
    return f"ask-{digest[:16]}.json"


def prompts_hash() -> str:
    """Names all templates that a threshold was measured with."""
    return sha256("".join(template_hash(name) for name in TEMPLATES).encode())[:16]


def read_support(card: ModelCard, own: Path | None = None) -> Support:
    """The thresholds of a model, the operator's own (a folder) before ours; UNMEASURED when it
    was measured with other prompts or never."""
    shipped = files("seatrial.calibration") / "measured"
    for digest in filter(None, dict.fromkeys((card.digest, card.weights))):
        name = support_file(digest)
        for place in (own / name if own else None, shipped / name):
            found = _read(place) if place is not None and place.is_file() else None
            if found and (found.digest, found.prompts) == (digest, prompts_hash()):
                return found
    return UNMEASURED


def _read(place: Traversable) -> Support | None:
    try:
        return Support.model_validate_json(place.read_bytes())
    except ValidationError:
        return None
