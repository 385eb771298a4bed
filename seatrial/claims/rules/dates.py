"""Are the dates possible, and in their order?"""

import re
from collections.abc import Iterator
from datetime import date

from seatrial.claims.dates import Dated, dates_in
from seatrial.claims.model import Contradiction, Kind, Piece
from seatrial.claims.reading import Reading
from seatrial.evidence.model import Check, Severity

CHECK = Check(
    id="claims.dates-agree",
    statement="Dates are possible and in their order",
    gate="G12",
    severity=Severity.LOW,
    remedy="Correct the date that is wrong.",
)

_UPDATED = (
    r"(document |page )?(last[ -](updated|modified|revised|reviewed|edited)|updated|as of)( on)?"
)
_AHEAD = re.compile(
    r"\b(next|target|due|milestones?|plan(ned|s)?|eta|expires?|until|deadline|valid|schedul\w+|by"
    r"|before|upcoming|future|will|roadmap|expected|estimated?|eol|support|forecast|proposed"
    r"|tentative|todo|review)\b",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"\W{0,4}(?:v?\d+\.\d+[\w.]*\s*\W{1,3}\s*)?$")
_SPAN = re.compile(r"\s*(?:to|–|—|until|through|\s-\s)\s*", re.IGNORECASE)


def find(reading: Reading) -> Iterator[Contradiction]:
    for piece in reading.prose:
        found = list(dates_in(piece.text))
        yield from _impossible(reading, piece, found)
        yield from _reversed(reading, piece, found)
    yield from _after_update(reading)


def _impossible(reading: Reading, piece: Piece, found: list[Dated]) -> Iterator[Contradiction]:
    for seen in found:
        if seen.day is None:
            yield Contradiction(
                CHECK.id, f"no calendar has the day {seen.text!r}", reading.quotes(piece.line)
            )
        elif not seen.right_weekday:
            right = f"{seen.day:%A}"
            says = f"{seen.text!r}: that day is a {right}"
            yield Contradiction(CHECK.id, says, reading.quotes(piece.line), right)


def _reversed(reading: Reading, piece: Piece, found: list[Dated]) -> Iterator[Contradiction]:
    """A span that ends before it begins."""
    for first, last in zip(found, found[1:], strict=False):
        between = piece.text[first.start + len(first.text) : last.start]
        if first.day and last.day and last.day < first.day and _SPAN.fullmatch(between):
            says = f"the span ends before it begins: {first.text!r} to {last.text!r}"
            yield Contradiction(CHECK.id, says, reading.quotes(piece.line))


def _after_update(reading: Reading) -> Iterator[Contradiction]:
    """An entry younger than the day on which the document says that it was last updated."""
    updated = [
        (f, d)
        for f in reading.fields_called(_UPDATED)
        for d in list(dates_in(f.value))[:1]
        if d.day is not None
    ]
    if not updated:
        return
    field, last = max(updated, key=lambda pair: pair[1].day or date.min)
    entries = [
        (piece, seen)
        for piece in reading.prose
        for seen in list(dates_in(piece.text))[:1]
        if seen.day and last.day and seen.day > last.day and _is_entry(reading, piece, seen)
    ]
    if entries:
        piece, seen = max(entries, key=lambda pair: pair[1].day or date.min)
        says = f"last updated {last.text!r}, and an entry is dated {seen.text!r}, later"
        yield Contradiction(CHECK.id, says, reading.quotes(field.line, piece.line), seen.text)


def _is_entry(reading: Reading, piece: Piece, seen: Dated) -> bool:
    """A heading or list item that its date opens, in a section that does not look ahead."""
    if piece.kind not in (Kind.HEADING, Kind.ITEM) or not _ENTRY.match(piece.text[: seen.start]):
        return False
    texts = [piece.text, *(h.text for h in reading.above(piece))]
    return not any(_AHEAD.search(text) for text in texts)
