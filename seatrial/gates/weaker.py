"""Where a policy asks less than the default, each in plain words for the certificate."""

from collections.abc import Iterator, Mapping

from seatrial.gates.policy import GatePolicy, Limit, Rules


def weaknesses(policy: Rules, base: Rules) -> Iterator[str]:
    """What to say after "the policy is weaker than the default: it …"; nothing when it is not."""
    yield from _dropped_and_moved(policy, base)
    for gate, rules in policy.gates.items():
        if gate in base.gates:
            yield from _gate(gate, rules, base.gates[gate])
    mine, others = _all_limits(policy), _all_limits(base)
    for measured, (gate, limit) in others.items():
        if gate in policy.gates or measured in mine:
            yield from _limit(gate, limit, mine.get(measured, ("", None))[1])
    yield from _environments(policy, base)
    yield from _levels(policy, base)


def _dropped_and_moved(policy: Rules, base: Rules) -> Iterator[str]:
    for gate, reason in policy.dropped_gates.items():
        if gate in base.gates:
            yield f"drops gate {gate} {base.gates[gate].title} (reason given: {reason!r})"
    for check, reason in policy.dropped_checks.items():
        if check not in base.dropped_checks:
            yield f"drops check {check} (reason given: {reason!r})"
    for check, move in policy.moved_checks.items():
        if move != base.moved_checks.get(check):
            yield f"moves check {check} to gate {move.gate} (reason given: {move.reason!r})"


def _gate(gate: str, mine: GatePolicy, base: GatePolicy) -> Iterator[str]:
    if mine.fails_at.rank > base.fails_at.rank:
        yield f"lets {gate} fail only at {mine.fails_at} severity, the default at {base.fails_at}"
    if mine.tolerates.rank > base.tolerates.rank:
        yield (
            f"tolerates failures of {mine.tolerates} severity in {gate},"
            f" the default of {base.tolerates}"
        )
    if base.executed and not mine.executed:
        yield f"needs no executed evidence in {gate} for GOLD"


def _all_limits(rules: Rules) -> Mapping[tuple[str, str], tuple[str, Limit]]:
    return {n.measures: (g, n) for g, gate in rules.gates.items() for n in gate.limits}


def _limit(gate: str, base: Limit, mine: Limit | None) -> Iterator[str]:
    if mine is None:
        yield f"has no limit on {base.name} in {gate}, the default asks {base.bound}"
    elif not _asks_as_much(mine, base):
        yield f"asks {mine.name} {mine.bound} in {gate}, the default {base.bound}"
    elif mine.optional and not base.optional:
        yield f"limits {base.name} in {gate} only where it was measured"


def _asks_as_much(mine: Limit, base: Limit) -> bool:
    """Two limits in other units, or in other directions, cannot be compared: that is less."""
    if mine.unit != base.unit:
        return False
    if base.at_least is not None:
        return mine.at_least is not None and mine.at_least >= base.at_least
    if base.at_most is not None:
        top = mine.at_most if mine.at_most is not None else mine.below
        return top is not None and top <= base.at_most
    if mine.at_most is not None:
        return base.below is not None and mine.at_most < base.below
    return mine.below is not None and base.below is not None and mine.below <= base.below


def _environments(policy: Rules, base: Rules) -> Iterator[str]:
    for name, needed in base.environments.items():
        if name not in policy.environments:
            yield f"has no environment {name!r}"
            continue
        mine = policy.environments[name]
        if less := [g for g in needed if g not in mine and g in policy.gates]:
            yield f"does not need {', '.join(less)} for {name}"


def _levels(policy: Rules, base: Rules) -> Iterator[str]:
    mine, other = policy.levels, base.levels
    if less := [g for g in other.bronze if g not in mine.bronze and g in policy.gates]:
        yield f"does not need {', '.join(less)} for BRONZE"
    if less := [g for g in other.never_waived if g not in mine.never_waived and g in policy.gates]:
        yield f"lets {', '.join(less)} be waived for GOLD"
    if mine.most_waivers > other.most_waivers:
        yield f"allows {mine.most_waivers} waivers for GOLD, the default {other.most_waivers}"
    if mine.signers < other.signers:
        yield f"asks for {mine.signers} signers for GOLD, the default for {other.signers}"
