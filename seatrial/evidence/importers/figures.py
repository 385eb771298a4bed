"""Numbers, durations and moments as other tools print them; None for what is none."""

import math
import re
from datetime import UTC, datetime

_MOST = 1e15
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(us|µs|ms|s|secs|m|h)")
_IN_MS = {"us": 0.001, "µs": 0.001, "ms": 1.0, "s": 1e3, "secs": 1e3, "m": 6e4, "h": 3.6e6}


def figure(value: object) -> float | None:
    """A finite number that is not negative, given as a number or as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if 0 <= number < _MOST else None


def milliseconds(text: str) -> float | None:
    """`850.00us`, `1.05s`, `0.1234 secs` in milliseconds; a number without a unit is none."""
    found = _DURATION.fullmatch(text.strip())
    return float(found[1]) * _IN_MS[found[2]] if found else None


def since_epoch(value: object) -> datetime | None:
    """Seconds or, from twelve digits on, milliseconds since 1970."""
    number = figure(value)
    if not number or number >= 1e14:
        return None
    return datetime.fromtimestamp(number / 1000 if number >= 1e11 else number, UTC)


def moment(text: str) -> datetime | None:
    """A time in ISO 8601. Go writes the year 1 where it has none (gotestsum, vulndb)."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year > 1 else None


def percentile(samples: list[float], percent: int) -> float:
    """By nearest rank: the smallest sample that `percent` of all do not exceed."""
    ordered = sorted(samples)
    return ordered[math.ceil(len(ordered) * percent / 100) - 1]
