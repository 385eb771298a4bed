"""A check or a gate told in full to somebody who has never seen it."""

from collections.abc import Iterator
from textwrap import fill

from seatrial.evidence.catalogue import catalogue
from seatrial.evidence.collectors import COLLECTORS
from seatrial.evidence.model import Check, Tier
from seatrial.evidence.python.rules import RULES
from seatrial.gates.policy import GatePolicy, Policy

_WIDTH = 100
_LABEL = 13
_TIERS = {
    Tier.DESIGNED: "a reading of the tree shows it",
    Tier.EXECUTED: "only an imported result of this commit shows it",
    Tier.CLAIMED: "the repository's own word, which passes nothing",
}


def explain_check(check: Check, policy: Policy) -> str:
    rules = policy.gates[check.gate]
    lines = [
        f"{check.id}: {check.statement}.",
        *_about(check),
        "",
        _line("gate", f"{check.gate} {rules.title}, {_needed(check.gate, policy)}"),
        _line("when it fails", f"{check.severity}: {_effect(check, rules)}"),
        _line("evidence", f"{check.tier}: {_TIERS[check.tier]}"),
        _line("looked at by", ", ".join(check.producers)),
        _line("remedy", check.remedy),
        _line("given by", check.given_by),
        _line("estimate", f"effort {check.effort}, likelihood {check.likelihood} (edit them)"),
    ]
    if check.maps:
        lines.append(_line("the same in", ", ".join(check.maps)))
    if check.closes:
        lines += ["", "The command that brings its evidence:", f"    {check.closes}"]
    return "\n".join(lines)


def explain_gate(gate: str, policy: Policy) -> str:
    rules = policy.gates[gate]
    mine = [c for c in catalogue().values() if c.gate == gate]
    lines = [
        f"{gate} {rules.title}: {rules.requirement}.",
        "",
        _line("target", rules.target),
        _line("who needs it", _needed(gate, policy)),
        _line("fails", f"when a check of {rules.fails_at} severity or worse fails"),
        _line("passes", "when every check holds or does not apply, and every limit is met"),
        *(_line("limit", f"{m.name} {m.bound}, from {m.check}") for m in rules.limits),
        "",
        *(f"    {c.id:<36}{c.tier:<10}{c.severity:<10}{c.statement}" for c in mine),
    ]
    return "\n".join(lines)


def _line(label: str, text: str) -> str:
    indent = " " * (_LABEL + 1)
    return fill(f"{label:<{_LABEL}} {text}", _WIDTH, subsequent_indent=indent)


def _about(check: Check) -> Iterator[str]:
    """What the module that looks at it says of itself, below its first sentence."""
    modules = (*COLLECTORS, *RULES)
    found = next((m for m in modules if m.CHECK.id == check.id), None)
    text = (getattr(found, "__doc__", None) or "").strip()
    for paragraph in filter(None, text.split("\n\n")):
        yield ""
        yield fill(" ".join(paragraph.split()), _WIDTH)


def _needed(gate: str, policy: Policy) -> str:
    named = [name for name, gates in policy.environments.items() if gate in gates]
    return f"needed for {', '.join(named)}" if named else "needed for no environment"


def _effect(check: Check, rules: GatePolicy) -> str:
    if check.severity.rank >= rules.fails_at.rank:
        return "the gate FAILs"
    if check.severity.rank <= rules.tolerates.rank:
        return "it is shown, and the gate may PASS all the same"
    return "the gate stays PENDING until it is mended, or a person waives it"
