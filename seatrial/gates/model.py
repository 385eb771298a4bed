"""What a gate, a verdict and a level are, and what a human act adds to evidence."""

from collections.abc import Iterable
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


class Direct(Frozen):
    """What stands behind the checks that weigh and apply: `executed` were seen in a run, `designed`
    were read in the tree, `claimed` rest on a person's word, and nothing settles the others."""

    of: int
    executed: int
    designed: int
    claimed: int

    @property
    def told(self) -> str:
        """`141 of 180 (78 %): 12 seen in a run, 129 read in the tree; 3 on a person's word`."""
        seen = self.executed + self.designed
        share = f" ({100 * seen / self.of:.0f} %)" if self.of else ""
        word = f"; {self.claimed} on a person's word" if self.claimed else ""
        return (
            f"{seen} of {self.of}{share}: {self.executed} seen in a run, {self.designed} read in"
            f" the tree{word}"
        )

    def __add__(self, other: "Direct") -> "Direct":
        return Direct(
            of=self.of + other.of,
            executed=self.executed + other.executed,
            designed=self.designed + other.designed,
            claimed=self.claimed + other.claimed,
        )


NO_CHECKS = Direct(of=0, executed=0, designed=0, claimed=0)


class Need(Frozen):
    """What a gate still needs: which check, what closes it, who can give it, the command."""

    check: str
    what: str
    given_by: str
    command: str = ""


class GateResult(Frozen):
    """A gate's status with all that it rests on.

    `held` is independent of the status: a verified model finding waits for a person.
    `evidence` holds every id that was looked at, and `direct` counts what stands behind its checks,
    None where an older version counted nothing. `unwaived` is the status without any waiver: the
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
    direct: Direct | None = None

    @property
    def executed(self) -> bool:
        """True when executed evidence established at least one check that weighs."""
        shown = (c for c in self.checks if c.executed and c.weighs and not c.attested)
        return any(c.status is CheckStatus.HOLDS for c in shown)


_SETTLED = (CheckStatus.HOLDS, CheckStatus.FAILS)


def direct_of(checks: Iterable[CheckResult]) -> Direct:
    """Counts what stands behind `checks`. A check that nobody need bring evidence for is left out
    until somebody has."""
    applies = [c for c in checks if c.weighs and c.status is not CheckStatus.NOT_APPLICABLE]
    seen = [c for c in applies if c.status in _SETTLED and not c.attested]
    return Direct(
        of=len(applies),
        executed=sum(c.executed for c in seen),
        designed=sum(not c.executed for c in seen),
        claimed=sum(c.attested for c in applies),
    )


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
