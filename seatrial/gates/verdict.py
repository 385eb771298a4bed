"""Verdict for each environment, level, and what stands between here and the next level."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from seatrial.evidence.model import Severity
from seatrial.gates.model import CheckResult, CheckStatus, GateResult, Level, Status, Verdict

if TYPE_CHECKING:  # `seatrial verify` needs verdicts and no policy
    from seatrial.gates.policy import Policy

_GOOD = (Status.PASS, Status.NOT_APPLICABLE)
_HELD_UP = (CheckStatus.HOLDS, CheckStatus.NOT_APPLICABLE)


def verdicts(policy: "Policy", gates: Sequence[GateResult]) -> dict[str, Verdict]:
    """One verdict an environment, from the gates that it needs."""
    by_id = {g.gate: g for g in gates}
    return {
        environment: verdict([by_id[g] for g in needed if g in by_id])
        for environment, needed in policy.environments.items()
    }


def verdict(needed: Sequence[GateResult]) -> Verdict:
    """REJECTED when a needed gate fails, CONDITIONAL when one is open, held or waived."""
    if any(g.status is Status.FAIL for g in needed):
        return Verdict.REJECTED
    if not needed or any(g.status not in _GOOD or g.held for g in needed):
        return Verdict.CONDITIONAL
    return Verdict.APPROVED


def level(policy: "Policy", gates: Sequence[GateResult], signers: Sequence[str] = ()) -> Level:
    """The highest level without an obstacle. GOLD also needs its signers."""
    reached = Level.NONE
    for candidate in (Level.BRONZE, Level.SILVER):
        if obstacles(policy, gates, candidate):
            return reached
        reached = candidate
    if eligible_for_gold(policy, gates) and len(set(signers)) >= policy.levels.signers:
        return Level.GOLD
    return reached


def eligible_for_gold(policy: "Policy", gates: Sequence[GateResult]) -> bool:
    """Everything GOLD asks but the signatures."""
    return not obstacles(policy, gates, Level.SILVER) and not _gold_obstacles(policy, gates)


def next_level(reached: Level) -> Level | None:
    order = list(Level)
    following = order.index(reached) + 1
    return order[following] if following < len(order) else None


def obstacles(policy: "Policy", gates: Sequence[GateResult], wanted: Level) -> list[str]:
    """What keeps `wanted` from being reached, one sentence each; signatures are not counted."""
    if wanted is Level.NONE:
        return []
    if wanted is Level.BRONZE:
        return [o for g in gates if g.gate in policy.levels.bronze for o in _designed(g)]
    below = [o for g in gates for o in _designed(g)]
    return below if wanted is Level.SILVER else below + _gold_obstacles(policy, gates)


def _designed(gate: GateResult) -> list[str]:
    found = []
    if gate.status is Status.FAIL:
        found.append(f"{gate.gate} {gate.title} fails: {gate.reason}")
    if gate.held:
        found.append(f"{gate.gate} {gate.title} is held by {', '.join(gate.held_by)}")
    found += [f"{gate.gate} {gate.title}: {c.check}: {c.message}" for c in gate.checks if c.cut]
    found += [
        f"{gate.gate} {gate.title}: {c.check} was brought and does not count: {c.message}"
        for c in gate.checks
        if c.executed and c.weighs and not c.cut and c.status is CheckStatus.UNAVAILABLE
    ]
    if not gate.checks and gate.status is not Status.PASS:
        found.append(f"{gate.gate} {gate.title}: {gate.reason}")
    if gate.status is not Status.FAIL:
        designed = (
            c
            for c in gate.checks
            if not c.executed and not c.cut and c.status not in _HELD_UP and not _informs(c)
        )
        found += [
            f"{gate.gate} {gate.title}: {c.check} does not hold: {c.message}" for c in designed
        ]
    return found


def _informs(result: CheckResult) -> bool:
    """A check that only informs keeps no level away, as it keeps no gate from PASS."""
    looked = result.status in (CheckStatus.FAILS, CheckStatus.UNAVAILABLE)
    return looked and result.severity is Severity.INFO


def _gold_obstacles(policy: "Policy", gates: Sequence[GateResult]) -> list[str]:
    found = [
        f"{g.gate} {g.title} is {g.status}"
        for g in gates
        if g.status not in (*_GOOD, Status.WAIVED) or g.held
    ]
    asked = [g for g in gates if policy.gates[g.gate].executed and g.status is Status.PASS]
    found += [f"{g.gate} {g.title} has no executed evidence" for g in asked if not g.executed]
    waived = [g for g in gates if g.waivers or g.status is Status.WAIVED]
    never = [g for g in waived if g.gate in policy.levels.never_waived]
    found += [f"{g.gate} {g.title} may not be waived" for g in never]
    if sum(max(1, g.waivers) for g in waived) > policy.levels.most_waivers:
        found.append(f"more than {policy.levels.most_waivers} waivers")
    return found
