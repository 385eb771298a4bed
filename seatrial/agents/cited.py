"""Which lines are cited, and how they are told when no words of a model hold."""

import re
from collections.abc import Mapping
from typing import Any

from seatrial.agents.excerpts import Excerpt
from seatrial.agents.stated import addressed
from seatrial.evidence.model import Place
from seatrial.frozen import Frozen
from seatrial.snapshot.model import Role
from seatrial.snapshot.snapshot import Snapshot

MOST_LINES = 8
LEAST_LINES = 3
_LONGEST_QUOTE = 240
_COMMENT = re.compile(r"\s*(#|//|--|;|/?\*)")
_SENTENCE = 40  # characters of prose that can stand alone


class Picked(Frozen):
    """The lines that a model chose, and its sentence."""

    first: int
    last: int
    says: str = ""


class Draft(Frozen):
    """Lines `start` to `end` of `path`, and what the model makes of them, '' when nothing."""

    path: str
    start: int
    end: int
    symbol: str = ""
    role: Role = Role.SOURCE
    says: str = ""


def place_of(snapshot: Snapshot, path: str, start: int, end: int) -> Place:
    """The place of some lines, quoted from the snapshot."""
    entry = snapshot.find(path)
    return Place(
        path=path,
        line_start=start,
        line_end=end,
        quote=snapshot.quote(path, start, end),
        sha256=entry.sha256 if entry else "",
    )


def schema(excerpt: Excerpt) -> Mapping[str, Any]:
    """Only lines that are there, and filled, can be written."""
    rows = enumerate(excerpt.text.split("\n"), excerpt.start)
    numbers = [n for n, row in rows if row.strip()] or [excerpt.start]
    line = {"type": "integer", "enum": numbers}
    return {
        "type": "object",
        "properties": {"first": line, "last": line, "says": {"type": "string", "maxLength": 240}},
        "required": ["first", "last", "says"],
        "additionalProperties": False,
    }


def window(picked: Picked, excerpt: Excerpt) -> tuple[int, int]:
    """The picked lines inside `excerpt`: at most 8, at least 3 where it has them.

    A line without its neighbours seldom says what it belongs to, unless it is prose, and a comment
    little without what it speaks of.
    """
    start = min(max(picked.first, excerpt.start), excerpt.end)
    end = min(max(start, picked.last), excerpt.end, start + MOST_LINES - 1)
    if excerpt.role is Role.DOCS and len(_between(excerpt, start, end)) >= _SENTENCE:
        return start, end
    while end - start + 1 < LEAST_LINES and (start, end) != (excerpt.start, excerpt.end):
        start, end = max(excerpt.start, start - 1), min(excerpt.end, end + 1)
    while end < min(excerpt.end, start + MOST_LINES - 1) and _is_comment(excerpt, end):
        end += 1
    return start, end


def _is_comment(excerpt: Excerpt, line: int) -> bool:
    row = excerpt.text.split("\n")[line - excerpt.start]
    return excerpt.role is not Role.DOCS and bool(_COMMENT.match(row))


def quotable(lines: str) -> bool:
    return bool(lines.strip()) and not addressed(lines)


def _between(excerpt: Excerpt, start: int, end: int) -> str:
    rows = excerpt.text.split("\n")
    return squeezed(" ".join(rows[start - excerpt.start : end - excerpt.start + 1]))


def told(draft: Draft, lines: str) -> str:
    """The lines as a sentence of ours: prose in its own words, code by where it stands."""
    if draft.role is Role.DOCS:
        plain = squeezed(lines)
        shown = plain if len(plain) <= _LONGEST_QUOTE else f"{plain[:_LONGEST_QUOTE]}\u2026"
        return f"{draft.path} says: \u201c{shown}\u201d"
    where = f"`{draft.symbol}` in {draft.path}" if draft.symbol else draft.path
    return f"See {where}, lines {draft.start} to {draft.end}."


def squeezed(text: str) -> str:
    return " ".join(text.split())
