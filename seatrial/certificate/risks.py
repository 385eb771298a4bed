"""The risk register: what may go wrong if it ships as it is, from checks and gates alone."""

from collections.abc import Mapping, Sequence

from seatrial.certificate.model import UNASSIGNED, Risk
from seatrial.evidence.finding import Finding
from seatrial.evidence.model import Check
from seatrial.gates.model import CheckResult, CheckStatus, GateResult, Waiver

_UNKNOWN = (CheckStatus.MISSING, CheckStatus.UNAVAILABLE)


def risks_of(
    checks: Mapping[str, Check],
    gates: Sequence[GateResult],
    findings: Sequence[Finding],
    waivers: Sequence[Waiver] = (),
) -> list[Risk]:
    """One risk a check that fails or is not established, the gravest first. Who took a risk on by
    a waiver owns it."""
    owners = {w.target: w.owner for w in waivers}
    risks = [
        _risk(
            checks[result.check],
            result,
            [f for f in findings if f.rule == result.check],
            owners,
        )
        for gate in gates
        for result in gate.checks
        if result.status is CheckStatus.FAILS or (result.status in _UNKNOWN and result.weighs)
    ]
    return sorted(risks, key=lambda r: (not r.findings, -r.impact.rank, r.gate, r.title))


def _risk(
    check: Check, result: CheckResult, mine: Sequence[Finding], owners: Mapping[str, str]
) -> Risk:
    prints = [f.fingerprint for f in mine]
    every = prints if all(p in owners for p in prints) else []
    targets = (result.check, check.gate, *every)
    known = result.status is CheckStatus.FAILS
    return Risk(
        title=result.message if known else f"Not known: {check.statement}",
        gate=check.gate,
        impact=result.severity,
        likelihood=check.likelihood,
        mitigation=check.remedy,
        effort=check.effort,
        owner=next((owners[t] for t in targets if t in owners), UNASSIGNED),
        findings=tuple(f.id for f in mine),
    )
