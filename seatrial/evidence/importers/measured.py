"""What one artefact says of one check, before it is known whether it counts."""

from dataclasses import dataclass, field

from seatrial.evidence.importers.artefact import Artefact, Made
from seatrial.evidence.model import Check, Outcome


@dataclass(frozen=True)
class Measured:
    """`outcome` holds if the artefact is of this tree. `metric` has the unit in its names."""

    check: Check
    outcome: Outcome
    message: str
    artefact: Artefact
    made: Made
    metric: dict[str, float] = field(default_factory=dict)
