"""Where in an SQL statement something is pasted, by the text before it."""

import re
from enum import Enum

STATEMENT = re.compile(
    r"\s*(select\b[^;]*?\bfrom\b|insert\s+(or\s+\w+\s+)?into\b|update\s[^;]*?\bset\b"
    r"|delete\s+from\b|replace\s+into\b|with\s+\w+\s+as\b)",
    re.IGNORECASE,
)
# What a value or an order stands behind; an argument of a function is more often a number.
_VALUE = re.compile(
    r"([=<>]|\b(i?like|in\s*\(|and|or|where|having|between|values\s*\([^)]*))\s*$", re.I
)
_ORDER = re.compile(r"\bby\s*$", re.I)
_QUOTED = re.compile(r"'%?$")


class Position(Enum):
    """Where in a statement something is pasted."""

    QUOTED = "quoted"  # between single quotes: a value for sure
    VALUE = "value"  # where a value or a condition is expected
    ORDER = "order"  # after ORDER BY or GROUP BY: cannot be bound
    OTHER = "other"  # a table's name, a list of columns: cannot be bound, seldom foreign


def position_after(before: str) -> Position:
    """The position of what is pasted behind `before`."""
    text = before[-200:]
    if _QUOTED.search(text):
        return Position.QUOTED
    if _ORDER.search(text):
        return Position.ORDER
    return Position.VALUE if _VALUE.search(text) else Position.OTHER
