"""What is read of a readiness document, every item with its line, and what contradicts what."""

from dataclasses import dataclass, field
from enum import StrEnum

from seatrial.claims.marks import Mark
from seatrial.evidence.model import Severity


class Kind(StrEnum):
    """What a piece of a document is."""

    HEADING = "heading"
    ITEM = "item"
    ROW = "row"
    PROSE = "prose"
    CODE = "code"


@dataclass(frozen=True)
class Piece:
    """One line's worth of a document, markup taken off.

    `level` is that of a heading, or how deep an item stands. `cells` and `header` belong to a
    row; the `header` of code is its language. `under` are the places of the headings above it among
    the pieces, outermost first; `group` numbers unbroken lists, tables and blocks of code.
    """

    kind: Kind
    line: int
    text: str
    level: int = 0
    mark: Mark = Mark.NONE
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    group: int = 0
    under: tuple[int, ...] = ()


@dataclass(frozen=True)
class Item:
    """Something that the document states: what kind it is, what it says, and the line.

    `more` holds what belongs to it by name: the parts of a count, target and current value.
    """

    kind: str
    line: int
    text: str
    more: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Quote:
    """A line of the document, as it was written."""

    line: int
    text: str


@dataclass(frozen=True)
class Contradiction:
    """Two or more places that cannot all be true. `computed` is what the numbers give.

    `severity` is None for that of its check.
    """

    rule: str
    says: str
    quotes: tuple[Quote, ...]
    computed: str = ""
    severity: Severity | None = None

    @property
    def line(self) -> int:
        return self.quotes[0].line
