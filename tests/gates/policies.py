"""Any valid policy over the bench's checks, and ways to make one ask for more."""

import json
from copy import deepcopy

from hypothesis import strategies as st

from seatrial.evidence.model import Blocks, Severity
from seatrial.gates.policy import Policy
from seatrial.gates.policy_file import read_policy_file
from tests.gates.bench import CHECKS, TEXT

_SEVERITIES = [str(s) for s in Severity]
_BOUNDS = ("at_least", "at_most", "below")
_GATES = ("G1", "G2", "P1")
# A gate needs one of these: nothing else can make it PASS.
_WEIGHING = [c.id for c in CHECKS.values() if c.blocks is Blocks.ALWAYS]


def toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{k}" = {toml(v)}' for k, v in value.items()) + "}"
    return "[" + ", ".join(map(toml, value)) + "]" if isinstance(value, list) else json.dumps(value)


def read(raw: dict) -> Policy:
    """The policy that `raw` is, through the reader that operators meet."""
    text = "".join(f'"{k}" = {toml(v)}\n' for k, v in raw.items())
    return read_policy_file(text.encode(), "drawn.toml", CHECKS, base=TEXT)


@st.composite
def raw_policies(draw) -> dict:
    """A whole policy as TOML's tables, valid by construction; `read` proves it."""
    homes = {c: draw(st.sampled_from([*_GATES, "dropped"])) for c in CHECKS}
    gates = [g for g in _GATES if any(homes[c] == g for c in _WEIGHING)]
    if not gates:
        homes["a.there"], gates = "G1", ["G1"]
    homes = {c: home if home in gates else "dropped" for c, home in homes.items()}
    some = st.lists(st.sampled_from(gates), min_size=1, unique=True)
    return {
        "schema": "seatrial.policy/1",
        "name": "drawn",
        "phases": {"one": "One"},
        "environments": {"development": draw(some), "production": draw(some)},
        "levels": {
            "bronze": draw(some),
            "never_waived": draw(st.lists(st.sampled_from(gates), unique=True)),
            "most_waivers": draw(st.integers(0, 3)),
            "signers": draw(st.integers(1, 3)),
        },
        "gates": {g: _gate(draw, [c for c in CHECKS if homes[c] == g]) for g in gates},
        "dropped_gates": {g: "r" for g in ("G1", "G2") if g not in gates},
        "dropped_checks": {c: "r" for c, home in homes.items() if home == "dropped"},
        "moved_checks": {
            c: {"gate": home, "reason": "r"}
            for c, home in homes.items()
            if home not in ("dropped", CHECKS[c].gate)
        },
    }


def _gate(draw, checks: list[str]) -> dict:
    tolerates = draw(st.integers(0, len(_SEVERITIES) - 2))
    fails_at = draw(st.integers(tolerates + 1, len(_SEVERITIES) - 1))
    measured = [(c, m) for c in checks if c in MEASURED for m in ("percent", "critical")]
    chosen = draw(st.lists(st.sampled_from(measured), unique=True)) if measured else []
    return {
        **{"title": "T", "phase": "one", "requirement": "r", "target": "t"},
        "fails_at": _SEVERITIES[fails_at],
        "tolerates": _SEVERITIES[tolerates],
        "executed": draw(st.booleans()),
        "limits": [_limit(draw, *measures) for measures in chosen],
    }


def _limit(draw, check: str, metric: str) -> dict:
    bound = draw(st.sampled_from(_BOUNDS))
    return {
        **{"check": check, "metric": metric, "name": metric, "unit": "%"},
        bound: draw(st.sampled_from([0, 75, 90.5])),
        "optional": draw(st.booleans()),
    }


MEASURED = ("b.measured", "b.soaked")
policies = raw_policies().map(read)


@st.composite
def stricter(draw) -> tuple[Policy, Policy]:
    """A policy, and the same with one to three requirements more."""
    raw = draw(raw_policies())
    more = deepcopy(raw)
    for step in draw(st.lists(st.sampled_from(_STEPS), min_size=1, max_size=3)):
        step(draw, more)
    return read(raw), read(more)


def _any_gate(draw, raw: dict) -> str:
    return draw(st.sampled_from(list(raw["gates"])))


def _need_another_gate(draw, raw: dict) -> None:
    needed = draw(st.sampled_from([*raw["environments"].values(), raw["levels"]["bronze"]]))
    gate = _any_gate(draw, raw)
    if gate not in needed:
        needed.append(gate)


def _fail_sooner(draw, raw: dict) -> None:
    rules = raw["gates"][_any_gate(draw, raw)]
    lowest = _SEVERITIES.index(rules["tolerates"]) + 1
    rules["fails_at"] = _SEVERITIES[draw(st.integers(lowest, _SEVERITIES.index(rules["fails_at"])))]


def _tolerate_less(draw, raw: dict) -> None:
    rules = raw["gates"][_any_gate(draw, raw)]
    rules["tolerates"] = _SEVERITIES[draw(st.integers(0, _SEVERITIES.index(rules["tolerates"])))]


def _need_execution(draw, raw: dict) -> None:
    raw["gates"][_any_gate(draw, raw)]["executed"] = True


def _limit_more(draw, raw: dict) -> None:
    rules = raw["gates"][_any_gate(draw, raw)]
    if rules["limits"]:
        limit = draw(st.sampled_from(rules["limits"]))
        limit["optional"] = False
        if "at_least" in limit:
            limit["at_least"] += 10
        elif "at_most" in limit:
            limit["below"] = limit.pop("at_most")


def _add_a_limit(draw, raw: dict) -> None:
    gates = {**{c: k.gate for c, k in CHECKS.items()}}
    gates.update({c: m["gate"] for c, m in raw["moved_checks"].items()})
    check = draw(st.sampled_from(MEASURED))
    rules = raw["gates"].get(gates[check])
    if rules and check not in raw["dropped_checks"]:
        taken = {(n["check"], n["metric"]) for n in rules["limits"]}
        rules["limits"] += [_limit(draw, check, m) for m in ("percent",) if (check, m) not in taken]


def _take_a_check_back(draw, raw: dict) -> None:
    back = [c for c in raw["dropped_checks"] if CHECKS[c].gate in raw["gates"]]
    if back:
        del raw["dropped_checks"][draw(st.sampled_from(back))]


def _waive_less(draw, raw: dict) -> None:
    levels, gate = raw["levels"], _any_gate(draw, raw)
    levels["most_waivers"] = max(0, levels["most_waivers"] - 1)
    levels["signers"] += 1
    if gate not in levels["never_waived"]:
        levels["never_waived"].append(gate)


_STEPS = [
    _need_another_gate,
    _fail_sooner,
    _tolerate_less,
    _need_execution,
    _limit_more,
    _add_a_limit,
    _take_a_check_back,
    _waive_less,
]
