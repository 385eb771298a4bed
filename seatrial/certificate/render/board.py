"""What stands beside each gate of the page: its checks, the worst first, with their evidence."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seatrial.certificate.model import Certificate
from seatrial.evidence.finding import Finding
from seatrial.evidence.model import Check, Evidence, Outcome, Severity
from seatrial.gates.model import CheckResult, CheckStatus, GateResult

SEVERITIES = tuple(str(s) for s in sorted(Severity, key=lambda s: -s.rank))
MOST_QUOTED, MOST_OBSERVED = 25, 4
_ORDER = (
    CheckStatus.FAILS,
    CheckStatus.MISSING,
    CheckStatus.UNAVAILABLE,
    CheckStatus.HOLDS,
    CheckStatus.NOT_APPLICABLE,
)


@dataclass(frozen=True)
class CheckView:
    """One check with what is shown of it; `more` findings and `unshown` observations are not."""

    result: CheckResult
    check: Check | None
    findings: Sequence[Finding]
    more: int
    observed: Sequence[Evidence]
    unshown: int


@dataclass(frozen=True)
class GateView:
    """One gate. `claims` are findings of a model, which no check of the gate made."""

    gate: GateResult
    environments: Sequence[str]
    checks: Sequence[CheckView]
    absent: Sequence[CheckView]
    claims: Sequence[Finding]
    counts: Mapping[str, int]
    severities: Mapping[str, int]

    @property
    def quoted(self) -> list[Finding]:
        """The findings whose quotes stand beside the gate."""
        return [*(f for view in self.checks for f in view.findings), *self.claims]

    @property
    def found(self) -> int:
        return sum(self.severities.values())


def board(
    c: Certificate, evidence: Sequence[Evidence], checks: Mapping[str, Check]
) -> list[GateView]:
    """Every gate of the certificate, in its order."""
    findings: dict[str, list[Finding]] = defaultdict(list)
    observed: dict[str, list[Evidence]] = defaultdict(list)
    for f in c.findings:
        findings[f.rule].append(f)
    for e in evidence:
        observed[e.check].append(e)
    return [_gate(c, gate, findings, observed, checks) for gate in c.gates]


def _gate(
    c: Certificate,
    gate: GateResult,
    findings: Mapping[str, Sequence[Finding]],
    observed: Mapping[str, Sequence[Evidence]],
    checks: Mapping[str, Check],
) -> GateView:
    views = [
        _check(r, checks.get(r.check), findings.get(r.check, ()), observed.get(r.check, ()))
        for r in sorted(gate.checks, key=_weight)
    ]
    ours, mine = {r.check for r in gate.checks}, [f for f in c.findings if f.gate == gate.gate]
    severities = Counter(str(f.severity) for f in mine)
    statuses = Counter(str(r.status) for r in gate.checks)
    applies = [v for v in views if v.result.status is not CheckStatus.NOT_APPLICABLE]
    return GateView(
        gate=gate,
        environments=[name for name, needed in c.environments.items() if gate.gate in needed],
        checks=applies,
        absent=[v for v in views if v.result.status is CheckStatus.NOT_APPLICABLE],
        claims=[f for f in mine if f.rule not in ours],
        counts={str(s): statuses[s] for s in _ORDER},
        severities={s: severities[s] for s in SEVERITIES},
    )


def _weight(result: CheckResult) -> tuple[int, int, str]:
    return _ORDER.index(result.status), -result.severity.rank, result.check


def _check(
    result: CheckResult,
    check: Check | None,
    findings: Sequence[Finding],
    observed: Sequence[Evidence],
) -> CheckView:
    other = [e for e in observed if e.outcome is not Outcome.FAILS]
    other.sort(key=lambda e: (not e.places, e.producer.name, e.id))
    return CheckView(
        result=result,
        check=check,
        findings=findings[:MOST_QUOTED],
        more=max(0, len(findings) - MOST_QUOTED),
        observed=other[:MOST_OBSERVED],
        unshown=max(0, len(other) - MOST_OBSERVED),
    )
