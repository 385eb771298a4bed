"""Are units kept apart: bytes and lines, tests and errors?"""

import re
from collections.abc import Iterator, Sequence

from seatrial.claims.model import Contradiction, Kind, Piece
from seatrial.claims.numbers import number
from seatrial.claims.reading import Reading, phase_of, phase_of_piece
from seatrial.evidence.model import Check, Severity

CHECK = Check(
    id="claims.units-agree",
    statement="Every number counts what it says it counts",
    gate="G12",
    severity=Severity.LOW,
    remedy="State the number in the unit that was measured.",
)

_LINES = re.compile(r"(?<![\w.])~?(\d{1,3}(?:,\d{3})+|\d{4,9})\+?\slines\b", re.IGNORECASE)
_SIZE = re.compile(r"\((\d+(?:\.\d+)?)\s?k(?:i)?b\)", re.IGNORECASE)
_MOST = 12
_TESTS = re.compile(r"(?<![\w.])(\d[\d,]{0,12})\s(?:\w+\s)?tests\b", re.IGNORECASE)
_ERRORS = re.compile(r"(?<![\w.])(\d[\d,]{0,12})\s(?:collection|import)\serrors?\b", re.IGNORECASE)


def find(reading: Reading) -> Iterator[Contradiction]:
    sized = _sized(reading)
    for piece in reading.prose:
        if found := _LINES.search(piece.text):
            named = sized.get(phase_of_piece(piece), [])
            yield from _bytes_as_lines(reading, piece, int(number(found[1])), named)
    for heading in reading.headings:
        yield from _errors_as_tests(reading, heading)


def _sized(reading: Reading) -> dict[str, list[tuple[Piece, float]]]:
    """Sizes of files by the phases under whose headings they stand."""
    found: dict[str, list[tuple[Piece, float]]] = {}
    for piece in reading.prose:
        for size in _SIZE.finditer(piece.text):
            for phase in {phase_of(h.text) for h in reading.above(piece)} - {""}:
                found.setdefault(phase, []).append((piece, float(size[1])))
    return found


def _bytes_as_lines(
    reading: Reading, piece: Piece, lines: int, sized: Sequence[tuple[Piece, float]]
) -> Iterator[Contradiction]:
    """A count of lines that is the size in bytes of the files named for the same phase."""
    total = sum(size for _, size in sized)
    if sized and any(abs(lines - total * k) <= lines * 0.005 for k in (1000, 1024)):
        parts = " + ".join(f"{size:g} kB" for _, size in sized)
        says = f"{lines} lines are stated; the files named are {parts} = {total:g} kB, in bytes"
        yield Contradiction(CHECK.id, says, reading.quotes(piece.line, *(p.line for p, _ in sized)))


def _errors_as_tests(reading: Reading, heading: Piece) -> Iterator[Contradiction]:
    """Tests that can run, reckoned as tests less errors of collecting them."""
    under = [p for p in reading.below(heading) if p.kind in (Kind.ITEM, Kind.PROSE)]
    under = [p for p in under if reading.above(p)[-1] is heading]
    tests = [(p, int(number(m[1]))) for p in under if (m := _TESTS.search(p.text))][:_MOST]
    errors = [(p, int(number(m[1]))) for p in under if (m := _ERRORS.search(p.text))][:_MOST]
    for (whole, all_), (bad, failed), (rest, left) in (
        (a, b, c) for a in tests for b in errors for c in tests if a is not c
    ):
        if failed and all_ - failed == left:
            says = (
                f"{left} tests is {all_} less {failed}, tests less errors: one error of"
                " collecting is a file, which may hold any number of tests"
            )
            yield Contradiction(CHECK.id, says, reading.quotes(rest.line, whole.line, bad.line))
