"""Do counts add up: "3/8 passed" with what is ticked, sums with parts, totals with rows?"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from seatrial.claims.marks import Mark
from seatrial.claims.model import Contradiction, Kind, Piece
from seatrial.claims.numbers import Ratio, number, ratios_in
from seatrial.claims.reading import Reading
from seatrial.evidence.model import Check, Severity

CHECK = Check(
    id="claims.counts-add-up",
    statement="Every count is that of what it counts",
    gate="G12",
    severity=Severity.MEDIUM,
    remedy="Count again what the document lists, and state that count.",
)

_TOLD = re.compile(
    r"\s*(?:\w+\s){0,2}?(?:are\s|is\s)?"
    r"(?P<done>met|complete[d]?|pass(?:ed|ing)?|done|ready|implemented|finished|closed|resolved)\b"
    r"|\s*(?P<things>sections|criteria|items|tasks|gates|phases|requirements|checks|milestones)\b"
    r"|\s*(?:\w+\s)?(?P<open>pending|open|remaining|outstanding|not met|left)\b",
    re.IGNORECASE,
)
_NEAREST = 20
_MOST_BELOW = 2000
_SUM = re.compile(r"([^=:|]{1,200})=\s*(\d[\d,]{0,12})(?:\s?/\s?\d[\d,]*)?(?=[\s,;.)]|$)")
_TOTAL = re.compile(r"\W*(?:grand\s)?(?:total|sum)\b\W*", re.IGNORECASE)
_WHOLE = re.compile(r"\W*(\d{1,3}(?:,\d{3})+|\d{1,9})\W*")
_COUNTED = re.compile(r"[^:]{1,60}:\s*~?\s?(\d[\d,]{0,12})\s+([a-z]+)")


def find(reading: Reading) -> Iterator[Contradiction]:
    for piece in reading.prose:
        yield from _tallies(reading, piece)
        yield from _sums(reading, piece)
        yield from _impossible(reading, piece)
    for group in reading.groups:
        yield from _column_totals(reading, group)
        yield from _listed_totals(reading, group)


def _tallies(reading: Reading, piece: Piece) -> Iterator[Contradiction]:
    for ratio in ratios_in(piece.text):
        told = _TOLD.match(piece.text[ratio.end :])
        if told is None:
            continue
        for group in _near(reading, piece):
            if len(group) != ratio.whole or any(p.mark is Mark.NONE for p in group):
                continue
            counted = [p for p in group if (p.mark is Mark.DONE) is not bool(told["open"])]
            if len(counted) != ratio.part:
                yield _wrong_tally(reading, piece, ratio, told, group, counted)
            break


def _wrong_tally(
    reading: Reading,
    piece: Piece,
    ratio: Ratio,
    told: re.Match[str],
    group: Sequence[Piece],
    counted: Sequence[Piece],
) -> Contradiction:
    what = "not done" if told["open"] else "marked as done"
    lines = ", ".join(str(p.line) for p in counted) or "none"
    says = (
        f"{ratio.text!r} is stated; of the {len(group)} entries in lines {group[0].line} to"
        f" {group[-1].line}, {len(counted)} are {what} (lines {lines})"
    )
    places = [p.line for p in (counted or group)][:6]
    return Contradiction(
        CHECK.id, says, reading.quotes(piece.line, *places), f"{len(counted)}/{len(group)}"
    )


def _near(reading: Reading, piece: Piece) -> list[list[Piece]]:
    """Lists and tables under the same heading, or under the heading `piece` itself: those before
    it from the nearest on, then those after it."""
    if piece.kind is Kind.HEADING:
        below = reading.below(piece)
        numbers = {p.group for p in below[:_MOST_BELOW] if p.group}
        groups = [g for g in reading.groups if g[0].group in numbers]
        return [g for g in groups if g[0].line > piece.line][:_NEAREST]
    groups = reading.groups_beside(piece)
    at = bisect_left(groups, piece.line, key=lambda g: g[0].line)
    before = [g for g in groups[max(0, at - _NEAREST) : at] if g[-1].line < piece.line]
    return before[::-1] + groups[at : at + _NEAREST]


def _sums(reading: Reading, piece: Piece) -> Iterator[Contradiction]:
    for found in _SUM.finditer(piece.text):
        terms = [_term(part) for part in found[1].split("+")]
        if len(terms) < 2 or None in terms:
            continue
        right = sum(t for t in terms if t is not None)
        if right != number(found[2]):
            parts = " + ".join(str(t) for t in terms)
            says = f"{found[2]} is stated; {parts} = {right}"
            yield Contradiction(CHECK.id, says, reading.quotes(piece.line), str(right))


def _term(text: str) -> int | None:
    """The one number of a summand; of `Planner (10/10)` that which passed."""
    if re.search(r"[*×÷/^](?!\s?\d+\s*\))|\d\.\d|[<>≤≥%]|\d\s?-\s?\d", text):
        return None
    if found := re.fullmatch(r"[^\d(]*\((\d{1,9})\s?/\s?\d+\)\s*", text):
        return int(found[1])
    numbers = re.findall(r"(?<![\w.])\d[\d,]{0,12}(?![\w.,])", text)
    return int(number(numbers[0])) if len(numbers) == 1 and "(" not in text else None


def _impossible(reading: Reading, piece: Piece) -> Iterator[Contradiction]:
    for ratio in ratios_in(piece.text):
        told = _TOLD.match(piece.text[ratio.end :])
        if told and told["done"] and ratio.part > ratio.whole:
            says = f"{ratio.text!r}: {ratio.part} of {ratio.whole} cannot be {told['done']}"
            yield Contradiction(CHECK.id, says, reading.quotes(piece.line))


def _column_totals(reading: Reading, group: Sequence[Piece]) -> Iterator[Contradiction]:
    total = group[-1]
    rows = [p for p in group[:-1] if p.kind is Kind.ROW]
    if total.kind is not Kind.ROW or len(rows) < 2 or not _TOTAL.fullmatch(total.cells[0]):
        return
    if any(re.search(r"total|sub", p.cells[0], re.IGNORECASE) for p in rows if p.cells):
        return
    for column, cell in enumerate(total.cells[1:], 1):
        name = total.header[column] if column < len(total.header) else ""
        stated = _WHOLE.fullmatch(cell)
        values = [_WHOLE.fullmatch(p.cells[column]) for p in rows if column < len(p.cells)]
        cells = [p.cells[column] for p in (*rows, total) if column < len(p.cells)]
        shares = any("%" in text for text in (name, *cells))
        if not stated or len(values) != len(rows) or not all(values) or shares:
            continue
        right = sum(int(number(v[1])) for v in values if v)
        if right != number(stated[1]):
            parts = " + ".join(v[1] for v in values if v)
            says = f"column {name!r} has the total {stated[1]}; {parts} = {right}"
            yield Contradiction(
                CHECK.id, says, reading.quotes(total.line, *(p.line for p in rows)), str(right)
            )


def _listed_totals(reading: Reading, group: Sequence[Piece]) -> Iterator[Contradiction]:
    total = group[-1]
    if total.kind is not Kind.ITEM or not re.match(r"\W*total\W", total.text, re.IGNORECASE):
        return
    counted = [_COUNTED.match(p.text) for p in group]
    units = {c[2].rstrip("s") for c in counted if c}
    if len(group) < 3 or not all(counted) or len(units) != 1:
        return
    *parts, stated = [int(number(c[1])) for c in counted if c]
    slack = stated / 100 if "~" in "".join(p.text for p in group) else 0
    if abs(sum(parts) - stated) > slack:
        says = f"the total is {stated}; {' + '.join(map(str, parts))} = {sum(parts)}"
        lines = [total.line, *(p.line for p in group[:-1])]
        yield Contradiction(CHECK.id, says, reading.quotes(*lines), str(sum(parts)))
