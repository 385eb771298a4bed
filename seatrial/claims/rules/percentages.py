"""Do the percentages follow from the counts beside them?"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from seatrial.claims.marks import Mark
from seatrial.claims.model import Contradiction, Kind, Piece
from seatrial.claims.numbers import Quantity, number, percents_in, ratios_in
from seatrial.claims.reading import Reading, phase_of_piece
from seatrial.evidence.model import Check, Severity

CHECK = Check(
    id="claims.percentages-follow",
    statement="Every percentage follows from the counts beside it",
    gate="G12",
    severity=Severity.LOW,
    remedy="State the percentage that the counts give, or the counts that give it.",
)

_SHARE = re.compile(r"complete|progress|done|pass|success|coverage|met", re.IGNORECASE)
_PASSED = re.compile(r"\W*(passed|passing|pass|done|completed?|met|covered)\W*", re.IGNORECASE)
_WHOLE = re.compile(r"\W*(total|checks?|tests?|items|criteria|tasks|all)\W*", re.IGNORECASE)
_RATE = re.compile(r".*(rate|%|percent|share|coverage|completion).*", re.IGNORECASE)
_RATE_DONE = re.compile(r"\W*(progress|completion|complete|pass rate|% done|percent)\W*", re.I)
_COUNT_DONE = re.compile(
    r"\W*(tasks?|items|done|tests|passed|criteria|steps|checks|tasks? (complete|done)"
    r"|tasks completed|completed( tasks)?)\W*",
    re.IGNORECASE,
)
_RATIO = re.compile(r"\W*(\d{1,6})\s?/\s?(\d{1,6})\W*(?:tasks|items|tests)?\W*")
# How far a list may lie from a stated share: its entries need not weigh the same.
_APART = 15


def find(reading: Reading) -> Iterator[Contradiction]:
    for piece in reading.prose:
        if piece.kind is Kind.ROW:
            yield from _row(reading, piece)
            yield from _counted_row(reading, piece)
        else:
            yield from _beside(reading, piece)
        yield from _above_all(reading, piece)
    yield from _phases(reading)


def _beside(reading: Reading, piece: Piece) -> Iterator[Contradiction]:
    """One count and one percentage in a line, one of them in brackets: `14/17 passing (82%)`."""
    ratios, percents = list(ratios_in(piece.text)), percents_in(piece.text)
    if len(ratios) != 1 or len(percents) != 1 or percents[0].how not in ("", "~"):
        return
    ratio, percent = ratios[0], percents[0]
    between = piece.text[
        min(ratio.end, percent.end) : max(ratio.start, percent.end - len(percent.text))
    ]
    joined = re.fullmatch(r"\s?[\w ]{0,25}[(\[=:–-]\s?~?", between) or not between.strip(" (,:=–-")
    if joined and ratio.part <= ratio.whole and not _follows(ratio.percent, percent):
        says = f"{percent.text} is stated; {ratio.text} is {ratio.percent:.1f} %"
        yield Contradiction(CHECK.id, says, reading.quotes(piece.line), f"{ratio.percent:.1f} %")


def _follows(right: float, stated: Quantity) -> bool:
    """Rounded or cut off at the digits that are written; `~` allows three points."""
    if stated.how == "~":
        return abs(right - stated.value) <= 3
    decimals: int = len(stated.text.partition(".")[2].strip(" %+"))
    digit = 0.1**decimals if decimals else 1.0
    return bool(abs(right - stated.value) < digit + 1e-9)


def _row(reading: Reading, piece: Piece) -> Iterator[Contradiction]:
    passed, whole, rate = (_cell(piece, p) for p in (_PASSED, _WHOLE, _RATE))
    percents = percents_in(rate)
    if not (passed.isdigit() and whole.isdigit()) or len(percents) != 1 or not int(whole):
        return
    right = 100 * number(passed) / number(whole)
    if not _follows(right, percents[0]):
        says = f"{percents[0].text} is stated; {passed} of {whole} is {right:.1f} %"
        yield Contradiction(CHECK.id, says, reading.quotes(piece.line), f"{right:.1f} %")


def _counted_row(reading: Reading, piece: Piece) -> Iterator[Contradiction]:
    """A row with one share and one count of what is done: `| 79 % | 20/24 |`."""
    rate, count = _cell(piece, _RATE_DONE), _cell(piece, _COUNT_DONE)
    ratio = _RATIO.fullmatch(rate), _RATIO.fullmatch(count)
    percents = percents_in(rate)
    if ratio[0] or not ratio[1] or len(percents) != 1 or percents[0].how not in ("", "~"):
        return
    part, whole = int(ratio[1][1]), int(ratio[1][2])
    if whole and part <= whole and not _follows(100 * part / whole, percents[0]):
        right = f"{100 * part / whole:.1f} %"
        says = f"{percents[0].text} is stated; {count} is {right}"
        yield Contradiction(CHECK.id, says, reading.quotes(piece.line), right)


def _cell(piece: Piece, name: re.Pattern[str]) -> str:
    """The value of the one column that is called `name`."""
    found = [i for i, head in enumerate(piece.header) if name.fullmatch(head)]
    usable = len(found) == 1 and found[0] < len(piece.cells)
    return piece.cells[found[0]].strip(" *_`") if usable else ""


def _above_all(reading: Reading, piece: Piece) -> Iterator[Contradiction]:
    for percent in percents_in(piece.text):
        told = re.match(r"\s?(complete|done|coverage|passed|passing)\b", piece.text[percent.end :])
        if percent.value > 100 and told:
            says = f"{percent.text} {told[1]} is more than all there is"
            yield Contradiction(CHECK.id, says, reading.quotes(piece.line))


def _phases(reading: Reading) -> Iterator[Contradiction]:
    """The share stated for a phase beside what is ticked in the list under its heading."""
    stated: dict[str, tuple[Piece, Quantity]] = {}
    for piece in reading.prose:
        percents = percents_in(piece.text)
        if (phase := phase_of_piece(piece)) and len(percents) == 1:
            stated.setdefault(phase, (piece, percents[0]))
    for heading in reading.headings:
        phase = phase_of_piece(heading)
        for group in _ticked(reading, heading) if phase in stated else ():
            yield from _compare(reading, phase, *stated[phase], group)


def _ticked(reading: Reading, heading: Piece) -> list[list[Piece]]:
    """Lists right under `heading` in which every entry bears a mark."""
    return [
        g
        for g in reading.groups_under(heading)
        if len(g) >= 4
        and all(p.kind is Kind.ITEM and p.mark and p.under == g[0].under for p in g)
        and all(b.line - a.line <= 3 for a, b in pairwise(g))
    ]


def _compare(
    reading: Reading, phase: str, piece: Piece, percent: Quantity, group: Sequence[Piece]
) -> Iterator[Contradiction]:
    done = [p for p in group if p.mark is Mark.DONE]
    share = 100 * len(done) / len(group)
    if abs(share - percent.value) > _APART:
        says = (
            f"{phase} is stated at {percent.text}; {len(done)} of its {len(group)} entries in"
            f" lines {group[0].line} to {group[-1].line} are done, {share:.0f} %"
        )
        lines = [piece.line, *(p.line for p in group)]
        yield Contradiction(CHECK.id, says, reading.quotes(*lines), f"{share:.0f} %", Severity.LOW)
