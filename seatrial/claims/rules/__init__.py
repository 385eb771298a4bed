"""Every rule that finds contradictions. Adding one adds one file and one line here."""

import re
from collections.abc import Iterator
from typing import Protocol

from seatrial.claims.marks import Mark, tick_of
from seatrial.claims.model import Contradiction, Kind, Piece
from seatrial.claims.reading import Reading
from seatrial.claims.rules import (
    alls,
    commit,
    complete,
    counts,
    dates,
    duplicates,
    executed,
    metrics,
    percentages,
    risks,
    signature,
    terms,
    units,
    verdicts,
)
from seatrial.evidence.model import Check

_HOLE = re.compile(
    r"\[(?:[A-Z][\w /-]{2,40}|\.{3}|_+)\](?!\()|<[A-Za-z][\w -]{2,40}>|_{4,}|\{\{|X{3,}"
)
_MANY_HOLES = 6
_PIECES_TO_A_HOLE = 12
_MANY_BOXES = 10


class Rule(Protocol):
    """A module that looks for one kind of contradiction inside a document."""

    CHECK: Check

    def find(self, reading: Reading) -> Iterator[Contradiction]: ...


RULES: tuple[Rule, ...] = (
    counts,
    percentages,
    metrics,
    verdicts,
    complete,
    alls,
    executed,
    dates,
    commit,
    signature,
    terms,
    duplicates,
    units,
    risks,
)


def contradictions_in(reading: Reading) -> list[Contradiction]:
    """Every contradiction, by line; one for a rule and a pair of first lines."""
    if is_form(reading):
        return []
    found: dict[tuple[str, tuple[int, ...]], Contradiction] = {}
    for rule in RULES:
        for seen in rule.find(reading):
            found.setdefault((seen.rule, tuple(q.line for q in seen.quotes[:2])), seen)
    return sorted(found.values(), key=lambda c: (c.line, c.rule, c.says))


def _is_done(piece: Piece) -> bool:
    return piece.mark is Mark.DONE and piece.kind in (Kind.ITEM, Kind.ROW)


def is_form(reading: Reading) -> bool:
    """A form that waits to be filled in states nothing yet."""
    ticks = [t for p in reading.prose if p.kind is Kind.ITEM and (t := tick_of(p.text))]
    if len(ticks) >= _MANY_BOXES and not any(_is_done(p) for p in reading.prose):
        return True
    holes = sum(len(_HOLE.findall(p.text)) for p in reading.prose)
    return holes >= max(_MANY_HOLES, len(reading.prose) // _PIECES_TO_A_HOLE)
