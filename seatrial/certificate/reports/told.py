"""What a report is drafted from: one finished run, its policy, and the runs before it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from seatrial.certificate.issued import Issued
from seatrial.certificate.model import Certificate
from seatrial.certificate.signers import Signer, as_signed
from seatrial.evidence.model import Evidence
from seatrial.gates.model import CheckResult, CheckStatus, GateResult, Status
from seatrial.gates.policy import Policy
from seatrial.snapshot.model import Entry

ESTABLISHED = (CheckStatus.HOLDS, CheckStatus.FAILS)
GOOD = (Status.PASS, Status.NOT_APPLICABLE)


@dataclass(frozen=True)
class Earlier:
    """The certificate of an earlier run, and who of the trusted people has signed it."""

    run: str
    started_at: datetime
    certificate: Certificate
    signers: Sequence[Signer] = ()


@dataclass(frozen=True)
class LastSigned:
    """What a step back is measured against: the last certificate of the folder that trusted
    people signed, None when there is none. `notes` tell of signatures that count for nothing,
    `lost` of later ones whose certificate is not here any more."""

    certificate: Certificate | None = None
    signers: Sequence[Signer] = ()
    notes: Sequence[str] = ()
    lost: Sequence[str] = ()


@dataclass(frozen=True)
class Material:
    """All that a report may tell. `earlier` stands from the oldest; `signers` are the trusted
    people who have signed this very certificate, `documents` are those of the tree, the longest
    first."""

    issued: Issued
    evidence: Sequence[Evidence]
    policy: Policy
    earlier: Sequence[Earlier] = ()
    signers: Sequence[Signer] = ()
    signed: LastSigned = LastSigned()
    documents: Sequence[Entry] = ()

    @cached_property
    def c(self) -> Certificate:
        """The certificate, at the level that the signatures make of it."""
        return as_signed(self.issued.certificate, self.signers)


def open_gates(c: Certificate) -> list[GateResult]:
    """Failing first, then what waits."""
    due = [g for g in c.gates if g.status not in GOOD or g.held]
    return sorted(due, key=lambda g: g.status is not Status.FAIL)


def with_status(gate: GateResult, *statuses: CheckStatus) -> list[CheckResult]:
    """Checks of `gate`, the gravest first."""
    found = [k for k in gate.checks if k.status in statuses]
    return sorted(found, key=lambda k: (-k.severity.rank, k.check))


def stand(gate: GateResult) -> str:
    return f"{gate.status} (held)" if gate.held else str(gate.status)


def share(checks: Sequence[CheckResult]) -> tuple[int, int]:
    """Checks that hold, of those that apply. What nobody looked at counts as not holding."""
    applies = [k for k in checks if k.status is not CheckStatus.NOT_APPLICABLE and k.weighs]
    return sum(k.status is CheckStatus.HOLDS for k in applies), len(applies)


def percent(part: int, whole: int) -> str:
    """Rounded down: 100 % means all."""
    return f"{100 * part // whole} %" if whole else "none applies"


def summary(c: Certificate) -> str:
    """Verdicts, level, gates and findings in two sentences."""
    verdicts = ", ".join(f"{name} {v}" for name, v in reversed(c.verdicts.items()))
    gates = Counter(stand(g) for g in c.gates)
    found = Counter(f.severity for f in c.findings)
    worst = ", ".join(f"{found[s]} {s}" for s in sorted(found, key=lambda s: -s.rank))
    told = ", ".join(f"{n} {status}" for status, n in sorted(gates.items()))
    return (
        f"Verdict: {verdicts}. Level: {c.level}. Gates: {told}."
        f" Findings: {len(c.findings)}{f' ({worst})' if worst else ''}."
    )
