"""The phases of a release plan, each told by its gates."""

from collections.abc import Iterator, Sequence

from seatrial.certificate.model import Phase, PhaseStatus
from seatrial.gates.model import CheckStatus, GateResult, Status
from seatrial.gates.policy import Policy

_DONE = (Status.PASS, Status.NOT_APPLICABLE)
_SHOWN = (CheckStatus.HOLDS, CheckStatus.NOT_APPLICABLE)


def phases_of(policy: Policy, gates: Sequence[GateResult]) -> Iterator[Phase]:
    """Every phase of the policy with the status that its gates give it."""
    for key, name in policy.phases.items():
        mine = [g for g in gates if policy.gates[g.gate].phase == key]
        if mine:
            yield Phase(name=name, status=_status(mine), gates={g.gate: g.status for g in mine})


def _status(gates: Sequence[GateResult]) -> PhaseStatus:
    if any(g.status is Status.FAIL for g in gates):
        return PhaseStatus.FAILED
    if all(g.status in _DONE and not g.held for g in gates):
        return PhaseStatus.COMPLETE
    if all(_only_execution_is_missing(g) for g in gates):
        return PhaseStatus.DESIGNED
    return PhaseStatus.OPEN


def _only_execution_is_missing(gate: GateResult) -> bool:
    """Designed is not executed: every designed check holds, and no result was imported."""
    designed = [c for c in gate.checks if not c.executed]
    return gate.status in _DONE or (
        bool(designed) and not gate.held and all(c.status in _SHOWN for c in designed)
    )
