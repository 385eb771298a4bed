"""What a gate, a verdict and a level are, and what a human act adds to evidence."""

from datetime import date
from enum import StrEnum

from seatrial.evidence.model import Severity
from seatrial.frozen import Frozen

PRODUCTION = "production"  # the environment that every policy has


class Status(StrEnum):
    PASS = "PASS"
    FAIL = "FAIL"
    PENDING = "PENDING"
    WAIVED = "WAIVED"
    NOT_APPLICABLE = "NOT_APPLICABLE"


class Verdict(StrEnum):
    APPROVED = "APPROVED"
    CONDITIONAL = "CONDITIONAL"
    REJECTED = "REJECTED"


class Level(StrEnum):
    NONE = "NONE"
    BRONZE = "BRONZE"
    SILVER = "SILVER"
    GOLD = "GOLD"


class CheckStatus(StrEnum):
    """What all evidence together says of one check."""

    HOLDS = "HOLDS"
    FAILS = "FAILS"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    UNAVAILABLE = "UNAVAILABLE"
    MISSING = "MISSING"


class CheckResult(Frozen):
    """One check of a gate. `severity` is that of its worst failing observation; `cut` tells that
    observations which the run made are missing, `partial` that not everything could be looked
    at, so that worse may lie beside a mild failure, `weighs` that its gate waits for it,
    `attested` that a person's word stands where no tool's result was brought."""

    check: str
    statement: str
    status: CheckStatus
    executed: bool
    severity: Severity
    message: str
    evidence: tuple[str, ...] = ()
    waived: bool = False
    cut: bool = False
    partial: bool = False
    weighs: bool = True
    attested: bool = False


class Need(Frozen):
    """What a gate still needs: which check, what closes it, who can give it, the command."""

    check: str
    what: str
    given_by: str
    command: str = ""


class GateResult(Frozen):
    """A gate's status with all that it rests on.

    `held` is independent of the status: a verified model finding waits for a person.
    `evidence` holds every id that was looked at. `unwaived` is the status without any waiver: the
    one that it has again when a waiver expires.
    """

    gate: str
    title: str
    requirement: str
    target: str
    status: Status
    reason: str
    metric: str = ""
    held: bool = False
    held_by: tuple[str, ...] = ()
    checks: tuple[CheckResult, ...] = ()
    evidence: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    waivers: int = 0
    unwaived: Status | None = None

    @property
    def executed(self) -> bool:
        """True when executed evidence established at least one check that weighs."""
        shown = (c for c in self.checks if c.executed and c.weighs and not c.attested)
        return any(c.status is CheckStatus.HOLDS for c in shown)


class Waiver(Frozen):
    """A person lets a gate, check or finding be, for a reason, until the end of a day."""

    target: str
    reason: str
    owner: str
    until: date


class Ruling(Frozen):
    """A person confirms or dismisses a model's finding, named by its fingerprint."""

    finding: str
    confirmed: bool
    reason: str
    by: str


class Attestation(Frozen):
    """A person's word, with a file for it, where no tool can bring a result."""

    target: str
    by: str
    evidence: str
    sha256: str


class Acts(Frozen):
    """The human acts that speak of one certificate. Their signatures are checked before."""

    waivers: tuple[Waiver, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    attestations: tuple[Attestation, ...] = ()
