"""CSV that other tools made, row by row; a row that is cut off is no row."""

import csv
from collections.abc import Iterator
from functools import lru_cache
from io import StringIO

from seatrial.evidence.importers.artefact import Artefact

_LONGEST_HEADER = 4000


def header(artefact: Artefact) -> list[str]:
    """The names in the first line, empty for what is no table."""
    return _names(artefact.text[:_LONGEST_HEADER])


@lru_cache(maxsize=4)
def _names(text: str) -> list[str]:
    first = text.partition("\n")[0].strip()
    try:
        return [name.strip() for name in next(csv.reader([first]), [])] if "," in first else []
    except csv.Error:
        return []


def rows(artefact: Artefact) -> Iterator[dict[str, str]]:
    """Each row by its column's name. Raises UsageError for one of another width."""
    names = header(artefact)
    if not artefact.text.endswith("\n"):
        raise artefact.refuse("it is cut off: its last line has no end")
    reader = csv.reader(StringIO(artefact.text, newline=""))
    try:
        next(reader)
        for row in reader:
            if row and len(row) != len(names):
                raise artefact.refuse(
                    f"line {reader.line_num} has {len(row)} fields, its header {len(names)}: "
                    "it is cut off or damaged"
                )
            if row:
                yield dict(zip(names, row, strict=True))
    except csv.Error as error:
        raise artefact.refuse(
            f"its CSV cannot be read (line {reader.line_num}: {error})"
        ) from error
