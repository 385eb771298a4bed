"""The defaults of environment variables that documents state: in a column of a table, after the
word "default" in a line about one variable, or below a heading that is its name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seatrial.evidence.collectors.docs.variables_told import NAME, TAKEN_BACK
from seatrial.evidence.survey import Spot

_FENCE = re.compile(r"\s{0,8}(?:```|~~~)")
_HEADING = re.compile(rf"#{{1,6}}\s+`{{0,2}}({NAME})`{{0,2}}(?:\s*\{{[^{{}}]*\}})?\s*$")
_ANY_HEADING = re.compile(r"#{1,6}\s")
_COLUMN = re.compile(r"\W*defaults?( values?)?\W*", re.IGNORECASE)
_CELL = re.compile(rf"\W*({NAME})\W*")
_VALUE = r"(`[^`\n]{1,80}`|\"[^\"\n]{1,80}\"|-?\d[\d,_.]{0,15}(?:\s?[a-z%]{1,8})?(?![\w-]))"
_SAID = re.compile(
    rf"(?i:\bdefaults?(?: value)?(?: is|s? to|:|=| of)?:?)\*{{0,2}}\s{{1,2}}{_VALUE}"
)
# The default there, not the one of the code.
_THERE = re.compile(
    r"(?i)\b(docker|container|image|compose|helm|chart|kubernetes|production|development|windows|mac"
    r"|macos|linux|heroku|templates?|examples?|when|if|unless|otherwise|depend)"
)


@dataclass(frozen=True)
class Told:
    """A default as the document writes it, backticks and quotes included."""

    name: str
    value: str
    spot: Spot


def defaults_told(path: str, lines: list[str]) -> Iterator[Told]:
    fenced, heading, column = False, "", -1
    for number, line in enumerate((text[:1000] for text in lines), 1):
        if _FENCE.match(line):
            fenced = not fenced
        if fenced:
            continue
        if _ANY_HEADING.match(line):
            found = _HEADING.match(line)
            heading = found[1] if found else ""
        cells = [c.strip() for c in line.strip().strip("|").split("|")] if "|" in line else []
        column = _column(cells, column) if cells else -1
        for name, value in _in_row(cells, column) if cells else _in_prose(line, heading):
            if not _THERE.search(line) and not TAKEN_BACK.search(line):
                yield Told(name, value, Spot(path, number))


def _column(cells: list[str], known: int) -> int:
    """Which cell of a row holds the default; -1 when none does, or it is not known."""
    return next((n for n, cell in enumerate(cells) if n and _COLUMN.fullmatch(cell)), known)


def _in_row(cells: list[str], column: int) -> Iterator[tuple[str, str]]:
    name = _CELL.fullmatch(cells[0])
    if name and 0 < column < len(cells):
        yield name[1], cells[column]


def _in_prose(line: str, heading: str) -> Iterator[tuple[str, str]]:
    names = {heading} if heading else set(re.findall(rf"\b{NAME}\b", line))
    said = _SAID.findall(line)
    if len(names) == 1 and len(said) == 1:
        yield names.pop(), said[0]
