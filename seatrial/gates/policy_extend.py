"""A policy on top of another: what its file leaves out is as it was, what it drops goes whole.

Works on what TOML gave, before it is validated, so anything may stand anywhere.
"""

from typing import Any

_BOUNDS = {"at_least": "≥", "at_most": "≤", "below": "<"}

Raw = dict[str, Any]


def extended(own: Raw, base: Raw) -> Raw:
    """`own` on top of `base`: tables by key, limits by what they measure, the rest replaced."""
    whole = _over(_less_dropped(base, set(_table(own, "dropped_gates"))), own)
    stay = _staying_limits(own, base)
    for gate, rules in _table(whole, "gates").items():
        mine = _table(_table(own, "gates"), gate)
        if not isinstance(rules, dict) or not isinstance(mine.get("limits", []), list):
            continue
        limits = _limits_over(stay.get(gate, []), mine.get("limits", []))
        if limits != _limits(base, gate):
            target = mine.get("target") or _told(limits) or "every check of it holds"
            rules.update(limits=limits, target=target)
    return whole


def _less_dropped(base: Raw, gone: set[str]) -> Raw:
    def less(lists: Raw) -> Raw:
        return {
            k: [g for g in v if g not in gone] if isinstance(v, list) else v
            for k, v in lists.items()
        }

    return {
        **base,
        "gates": {g: dict(rules) for g, rules in base["gates"].items() if g not in gone},
        "environments": less(base["environments"]),
        "levels": less(base["levels"]),
    }


def _staying_limits(own: Raw, base: Raw) -> dict[str, list[Raw]]:
    """The limits of `base` by gate, without those on checks that `own` drops; those on a check
    that it moves go with the check."""
    dropped, moved = _table(own, "dropped_checks"), _table(own, "moved_checks")
    stay: dict[str, list[Raw]] = {gate: [] for gate in base["gates"]}
    come: list[tuple[str, Raw]] = []
    for gate, mine in stay.items():
        for limit in _limits(base, gate):
            to = _table(moved, limit["check"]).get("gate", gate)
            if limit["check"] not in dropped and to == gate:
                mine.append(limit)
            elif limit["check"] not in dropped:
                come.append((str(to), limit))
    for to, limit in come:
        stay.setdefault(to, []).append(limit)
    return stay


def _over(base: Raw, own: Raw) -> Raw:
    """Tables are merged key by key, everything else is replaced."""
    both = {**base, **own}
    for key in base.keys() & own.keys():
        if isinstance(base[key], dict) and isinstance(own[key], dict):
            both[key] = _over(base[key], own[key])
    return both


def _limits_over(base: list[Raw], own: list[Any]) -> list[Any]:
    """A limit on the same metric takes the place of the former, and inherits its words."""
    limits: list[Any] = list(base)
    for limit in own:
        same = [n for n, b in enumerate(base) if _measures(b) == _measures(limit)]
        if same and isinstance(limit, dict):
            bounded = any(bound in limit for bound in _BOUNDS)
            kept = {k: v for k, v in base[same[0]].items() if not (bounded and k in _BOUNDS)}
            limits[same[0]] = {**kept, **limit}
        else:
            limits.append(limit)
    return limits


def _measures(limit: Any) -> object:
    return (limit.get("check"), limit.get("metric")) if isinstance(limit, dict) else None


def _told(limits: list[Any]) -> str:
    """The limits as a target: inherited words must not promise another number."""
    return ", ".join(
        f"{limit.get('name')} {sign} {limit[key]:g} {limit.get('unit')}"
        for limit in limits
        if isinstance(limit, dict)
        for key, sign in _BOUNDS.items()
        if isinstance(limit.get(key), int | float)
    )


def _table(raw: Raw, key: str) -> Raw:
    found = raw.get(key)
    return found if isinstance(found, dict) else {}


def _limits(raw: Raw, gate: str) -> list[Any]:
    found = _table(_table(raw, "gates"), gate).get("limits")
    return found if isinstance(found, list) else []
