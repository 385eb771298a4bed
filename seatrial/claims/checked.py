"""One document, read and held against itself: plain facts that travel between processes."""

from dataclasses import asdict, dataclass, field
from typing import Any

from seatrial.claims.items import items_of
from seatrial.claims.model import Contradiction, Item, Quote
from seatrial.claims.reading import Reading, read_document
from seatrial.claims.rules import contradictions_in
from seatrial.claims.stance import is_readiness
from seatrial.evidence.model import Severity


@dataclass(frozen=True)
class Checked:
    """What a document states, and where it contradicts itself. `readiness`: it tells how ready a
    project is, by its content."""

    form: str
    lines: int
    notes: tuple[str, ...]
    items: tuple[Item, ...]
    contradictions: tuple[Contradiction, ...]
    readiness: bool
    quotes: dict[int, str] = field(default_factory=dict)

    def called(self, kind: str) -> list[Item]:
        return [i for i in self.items if i.kind == kind]


def check_document(name: str, content: bytes) -> Checked:
    """Raises NotText for what cannot be read as a document."""
    reading = read_document(name, content)
    items = tuple(items_of(reading))
    return Checked(
        reading.form,
        len(reading.lines),
        tuple(reading.notes),
        items,
        tuple(contradictions_in(reading)),
        is_readiness(reading),
        _quotes(reading, items),
    )


def _quotes(reading: Reading, items: tuple[Item, ...]) -> dict[int, str]:
    return {i.line: reading.quote(i.line).text for i in items}


def rows_of(checked: Checked) -> dict[str, Any]:
    """`checked` as plain JSON."""
    return asdict(checked)


def checked_of(rows: dict[str, Any]) -> Checked:
    """What `rows_of` was made from."""
    return Checked(
        rows["form"],
        rows["lines"],
        tuple(rows["notes"]),
        tuple(Item(**item) for item in rows["items"]),
        tuple(_contradiction(row) for row in rows["contradictions"]),
        rows["readiness"],
        {int(line): text for line, text in rows["quotes"].items()},
    )


def _contradiction(row: dict[str, Any]) -> Contradiction:
    quotes = tuple(Quote(**quote) for quote in row["quotes"])
    severity = Severity(row["severity"]) if row["severity"] else None
    return Contradiction(row["rule"], row["says"], quotes, row["computed"], severity)
