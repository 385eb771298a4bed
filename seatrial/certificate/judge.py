"""All that a certificate says as a function of evidence, findings, acts and the date alone.

Used when a certificate is compiled, and again when a person has acted or a waiver has expired.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from seatrial.certificate.model import Condition
from seatrial.certificate.phases import phases_of
from seatrial.certificate.risks import risks_of
from seatrial.gates.decide import Bench, decide
from seatrial.gates.model import NO_CHECKS, PRODUCTION, GateResult, Level, Status
from seatrial.gates.policy import Policy
from seatrial.gates.verdict import eligible_for_gold, level, next_level, obstacles, verdicts


def judge(policy: Policy, bench: Bench) -> Mapping[str, Any]:
    """The fields of a certificate that acts and the date can change, limitations aside."""
    gates = decide(policy, bench)
    reached = level(policy, gates)
    following = next_level(reached)
    conditions = _conditions(policy, gates)
    met = sum(c.met for c in conditions)
    return {
        "decided_on": bench.on,
        "verdicts": verdicts(policy, gates),
        "level": reached,
        "eligible_for_gold": eligible_for_gold(policy, gates),
        "next_level": following,
        "path_to_next": _path(policy, gates, following),
        "gates": tuple(gates),
        "direct": sum((g.direct for g in gates if g.direct), NO_CHECKS),
        "phases": tuple(phases_of(policy, gates)),
        "risks": tuple(risks_of(bench.checks, gates, bench.findings, bench.in_date)),
        "conditions": conditions,
        "conditions_met": met,
        "conditions_pending": len(conditions) - met,
    }


def _conditions(policy: Policy, gates: Sequence[GateResult]) -> tuple[Condition, ...]:
    needed = policy.environments.get(PRODUCTION, ())
    return tuple(
        Condition(
            gate=g.gate,
            text=f"{g.requirement} ({g.target})",
            met=g.status in (Status.PASS, Status.NOT_APPLICABLE) and not g.held,
        )
        for g in gates
        if g.gate in needed
    )


def _path(policy: Policy, gates: Sequence[GateResult], following: Level | None) -> tuple[str, ...]:
    """What keeps the next level away. GOLD also waits for signatures, which come last."""
    if following is None:
        return ()
    steps = obstacles(policy, gates, following)
    if following is Level.GOLD:
        steps = [*steps, f"{policy.levels.signers} trusted people sign it"]
    return tuple(steps)
