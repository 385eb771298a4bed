"""The names in a policy must name something: gates, checks, phases, and nothing twice."""

from collections.abc import Iterator, Mapping
from typing import Any

from seatrial.evidence.model import Blocks, Check, Tier
from seatrial.gates.model import PRODUCTION
from seatrial.gates.policy import Rules
from seatrial.gates.policy_wrong import Wrong, near

Raw = Mapping[str, Any]


def wrong_names(rules: Rules, default: Raw, checks: Mapping[str, Check]) -> Iterator[Wrong]:
    """Every name that names nothing, or that must not stand where it stands."""
    yield from _dropped_gates(rules, default)
    yield from _gates(rules)
    yield from _checks(rules, checks)
    yield from _empty_gates(rules, default, checks)
    for gate in rules.gates:
        yield from _limits(rules, gate, checks)


def _dropped_gates(rules: Rules, default: Raw) -> Iterator[Wrong]:
    for gate, reason in rules.dropped_gates.items():
        if gate not in default["gates"]:
            what = f"no gate of the default policy; {near(gate, default['gates'])}"
            yield Wrong(f"dropped_gates.{gate}", reason, what)
    for gate in default["gates"]:
        if gate not in rules.gates and gate not in rules.dropped_gates:
            what = "the default has this gate: define it, or drop it in [dropped_gates] with a"
            yield Wrong(f"gates.{gate}", None, f'{what} reason (or begin with extends = "default")')


def _gates(rules: Rules) -> Iterator[Wrong]:
    if PRODUCTION not in rules.environments:
        what = "this environment is needed: the certificate's conditions are told for it"
        yield Wrong(f"environments.{PRODUCTION}", None, what)
    lists = {f"environments.{name}": gates for name, gates in rules.environments.items()}
    lists["levels.bronze"] = rules.levels.bronze
    lists["levels.never_waived"] = rules.levels.never_waived
    for key, gates in lists.items():
        for gate in gates:
            if gate in rules.dropped_gates:
                yield Wrong(key, gate, "the policy drops this gate")
            elif gate not in rules.gates:
                yield Wrong(key, gate, f"no such gate; {near(gate, rules.gates)}")
    for gate, asked in rules.gates.items():
        if asked.phase not in rules.phases:
            what = f"no such phase; {near(asked.phase, rules.phases)}"
            yield Wrong(f"gates.{gate}.phase", asked.phase, what)


def _checks(rules: Rules, checks: Mapping[str, Check]) -> Iterator[Wrong]:
    for name, reason in rules.dropped_checks.items():
        if name not in checks:
            yield Wrong(f'dropped_checks."{name}"', reason, f"no such check; {near(name, checks)}")
    for name, move in rules.moved_checks.items():
        key = f'moved_checks."{name}"'
        if name not in checks:
            yield Wrong(key, move.gate, f"no such check; {near(name, checks)}")
        elif name in rules.dropped_checks:
            yield Wrong(key, move.gate, "[dropped_checks] drops this check; choose one")
        elif move.gate not in rules.gates:
            yield Wrong(f"{key}.gate", move.gate, f"no such gate; {near(move.gate, rules.gates)}")
        elif move.gate == checks[name].gate:
            yield Wrong(f"{key}.gate", move.gate, "this check is in that gate already")


def _empty_gates(rules: Rules, default: Raw, checks: Mapping[str, Check]) -> Iterator[Wrong]:
    """A gate that nothing can pass is a mistake, unless the catalogue itself is not that far."""
    weighing = [c for c in checks.values() if c.blocks is Blocks.ALWAYS]
    judged = {rules.gate_of(c) for c in weighing}
    native = {c.gate for c in weighing}
    for gate in rules.gates:
        if gate in native - judged:
            yield Wrong(f"gates.{gate}", None, "no check is left at it; drop the gate as well")
        elif gate not in judged and gate not in default["gates"]:
            yield Wrong(f"gates.{gate}", None, "no check is at it; move one in [moved_checks]")


def _limits(rules: Rules, gate: str, checks: Mapping[str, Check]) -> Iterator[Wrong]:
    """A limit stands at the gate of its check, so that both go up and down together."""
    seen: set[tuple[str, str]] = set()
    for limit in rules.gates[gate].limits:
        key = f"gates.{gate}.limits[{limit.metric}].check"
        if limit.check not in checks:
            what = f"no such check; {near(limit.check, _executed(checks))}"
            yield Wrong(key, limit.check, what)
        elif (at := rules.gate_of(checks[limit.check])) != gate:
            yield Wrong(key, limit.check, f"this check is in gate {at}, not in {gate}")
        elif checks[limit.check].tier is not Tier.EXECUTED:
            what = f"nothing is measured there; {near(limit.check, _executed(checks))}"
            yield Wrong(key, limit.check, what)
        elif limit.measures in seen:
            yield Wrong(key, limit.check, f"a second limit on its metric {limit.metric!r}")
        seen.add(limit.measures)


def _executed(checks: Mapping[str, Check]) -> list[str]:
    return [c.id for c in checks.values() if c.tier is Tier.EXECUTED]
