"""Does a status agree with the value and the target that stand beside it?"""

import re
from collections.abc import Iterator

from seatrial.claims.marks import Mark, signs_in, unmarked, word_of
from seatrial.claims.model import Contradiction, Kind, Piece
from seatrial.claims.numbers import Quantity, percents_in, quantity_in, ratios_in
from seatrial.claims.reading import Reading, status_column
from seatrial.evidence.model import Check, Severity

CHECK = Check(
    id="claims.status-agrees-with-metric",
    statement="A status agrees with its own value and target",
    gate="G12",
    severity=Severity.MEDIUM,
    remedy="State the measured value in the unit of the target, or take the mark away.",
)

_TARGET = re.compile(r"\W*(target|threshold|goal|slo|objective|required|limit)s?\W*", re.I)
_CURRENT = re.compile(
    r"\W*(current( status| value)?|actual|measured|metrics?|value|results?|achieved|observed)\W*",
    re.IGNORECASE,
)
_NAME = re.compile(r"\W*(metric|kpi|measure|indicator)s?\W*", re.IGNORECASE)
# A value that says itself that nothing was measured contradicts nothing.
_HONEST = re.compile(
    r"\W*$|.*\b(pending|not|tbd|n/?a|unknown|awaiting|blocked|todo|unmeasured|none|planned|later"
    r"|baseline|designed|in progress|deferred)\b",
    re.IGNORECASE,
)
_BOUND = re.compile(r"[<>≤≥]=?\s?\d|\d\s?%?\+|^\W{0,3}\d[\d.,]*\s?(%|\w{1,3})?\W*$")
_SHARE = re.compile(
    r"\W{0,4}(?:[^,;.]{0,40}:\s)?.{0,40}?~?(\d{1,2})\s?%\s(?:complete|done|finished)\b"
)


def find(reading: Reading) -> Iterator[Contradiction]:
    for piece in reading.prose:
        if piece.kind is Kind.ROW:
            yield from _against_target(reading, piece)
            yield from _against_word(reading, piece)
        elif piece.kind is Kind.ITEM and piece.mark is Mark.DONE:
            yield from _against_share(reading, piece)


def _against_target(reading: Reading, piece: Piece) -> Iterator[Contradiction]:
    target, current = _cell(piece, _TARGET), _cell(piece, _CURRENT, past=_TARGET)
    has_status = status_column(piece) not in (None, _column(piece, _CURRENT, past=_TARGET))
    if not target or not _BOUND.search(target) or _HONEST.match(current):
        return
    if has_status and piece.mark is not Mark.DONE:
        return
    bound = quantity_in(target)
    if bound and (says := _wrong(target, bound, current, marked=has_status)):
        severity = None if has_status else Severity.LOW
        yield Contradiction(CHECK.id, says, reading.quotes(piece.line), severity=severity)


def _wrong(target: str, bound: Quantity, current: str, *, marked: bool) -> str:
    value, bounds = quantity_in(current), len(re.findall(r"\d[\d.,]*", target))
    if not re.search(r"\d", current):
        return f"the target is {target!r}, a number; what is said to meet it is none: {current!r}"
    if bound.unit == "%" and not percents_in(current) and not list(ratios_in(current)):
        if re.search(r"\d+\s*%|\bp\d\d", current):
            return ""
        if re.match(r"\W{0,3}~?\d[\d,]*\s[a-z]+", current):
            return f"the target {target!r} is a share; {current!r} is a count"
        return f"the target {target!r} is a share; {current!r} states none"
    if bound.value == 0 and not bound.how and value and value.how == "~":
        return f"the target is exactly {target!r}; the value is about that: {current!r}"
    if marked and value and bounds == 1 and bound.met_by(value) is False:
        return f"it is marked as met; {current!r} does not meet {target!r}"
    return ""


def metric_of(piece: Piece) -> dict[str, str]:
    """Target and current value of a row that states both, else nothing."""
    if piece.kind is not Kind.ROW:
        return {}
    target, current = _cell(piece, _TARGET), _cell(piece, _CURRENT, past=_TARGET)
    return {"target": target, "current": current} if target and current else {}


def _cell(piece: Piece, name: re.Pattern[str], past: re.Pattern[str] | None = None) -> str:
    column = _column(piece, name, past)
    return piece.cells[column].strip(" *_`") if column is not None else ""


def _column(piece: Piece, name: re.Pattern[str], past: re.Pattern[str] | None = None) -> int | None:
    """The first column called `name`, after the one called `past`; the first names the thing."""
    least = 1
    if past and (after := _column(piece, past)) is not None:
        least = after + 1
    found = (i for i, head in enumerate(piece.header) if i >= least and name.fullmatch(head))
    return next((i for i in found if i < len(piece.cells)), None)


def _against_word(reading: Reading, piece: Piece) -> Iterator[Contradiction]:
    """A tick before a word that says otherwise: `✅ Partial`."""
    column = status_column(piece)
    if column is None:
        return
    cell = piece.cells[column]
    word = word_of(unmarked(cell))
    if signs_in(cell)[:1] == [Mark.DONE] and word in (Mark.PARTIAL, Mark.OPEN, Mark.FAILED):
        short = cell if len(cell) <= 40 else f"{cell[:40]}…"
        says = f"{piece.cells[0].strip()!r} bears a tick, and a word that says {word}: {short!r}"
        yield Contradiction(CHECK.id, says, reading.quotes(piece.line))


def _against_share(reading: Reading, piece: Piece) -> Iterator[Contradiction]:
    if found := _SHARE.match(unmarked(piece.text)):
        says = f"it is ticked as done and stated as {found[1]} % complete"
        yield Contradiction(CHECK.id, says, reading.quotes(piece.line))
