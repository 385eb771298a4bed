"""What one artefact says of one check, before it is known whether it counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from seatrial.evidence.importers.artefact import Artefact, Made
from seatrial.evidence.model import Check, Outcome, Severity
from seatrial.evidence.survey import Spot, Survey


@dataclass(frozen=True)
class Context:
    """What an artefact is compared with.

    `survey` is None while an artefact is only asked whether it can be read. `critical` are
    patterns (as in .gitignore) of files whose coverage is measured on its own.
    """

    survey: Survey | None = None
    critical: Sequence[str] = ()


@dataclass(frozen=True)
class Fault:
    """One of several things that are wrong, with its own weight and places of the snapshot."""

    message: str
    severity: Severity | None = None
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True)
class Measured:
    """`outcome` holds if the artefact is of this tree. `metric` has the unit in its names.

    `faults` make a failure several findings. `compared` tells that it was measured here, on this
    tree, with what was imported: nothing has to bind it but its age.
    """

    check: Check
    outcome: Outcome
    message: str
    artefact: Artefact
    made: Made
    metric: dict[str, float] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    compared: bool = False
