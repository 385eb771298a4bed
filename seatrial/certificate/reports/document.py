"""A document as data: sections of tables, lists and quotes, whatever form it is shown in.

What cannot be known is a `blank` that names what a person is to write there. Every other cell
comes from the certificate; `evidence` holds the ids that it rests on.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from seatrial.certificate.signers import Signer
from seatrial.evidence.model import Place
from seatrial.frozen import Frozen

SCHEMA = "seatrial.report/1"
MOST_IDS = 3


class As(StrEnum):
    """How a cell is meant. A blank's text says what belongs there."""

    TEXT = "text"
    CODE = "code"
    STATUS = "status"
    BLANK = "blank"


class Cell(Frozen):
    text: str
    shown: As = As.TEXT
    evidence: tuple[str, ...] = ()


class Table(Frozen):
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Entry(Frozen):
    """One line of a list. `done` makes it a box to tick: ticked, empty, or none at all."""

    cell: Cell
    done: bool | None = None


class Listing(Frozen):
    entries: tuple[Entry, ...]
    numbered: bool = False


class Quote(Frozen):
    place: Place


class Paragraph(Frozen):
    text: str


Block = Table | Listing | Quote | Paragraph


class Section(Frozen):
    heading: str
    blocks: tuple[Block, ...]
    depth: int = 1


class Document(Frozen):
    """`facts` name what it speaks of; `certificate` is the SHA-256 of the certificate's bytes,
    `signers` are the trusted people who have signed that."""

    schema_version: str = SCHEMA
    kind: str
    title: str
    certificate: str
    signers: tuple[Signer, ...] = ()
    decided_on: date
    facts: Table
    sections: tuple[Section, ...]


def say(text: object, evidence: Iterable[str] = ()) -> Cell:
    return Cell(text=str(text), evidence=tuple(evidence))


def code(text: object) -> Cell:
    return Cell(text=str(text), shown=As.CODE)


def mark(status: object) -> Cell:
    """A status word, which a form may colour."""
    return Cell(text=str(status), shown=As.STATUS)


def blank(what: str) -> Cell:
    return Cell(text=what, shown=As.BLANK)


def cite(evidence: Sequence[str]) -> Cell:
    """The first ids, and how many more there are."""
    if not evidence:
        return say("none")
    more = f" and {len(evidence) - MOST_IDS} more" if len(evidence) > MOST_IDS else ""
    return Cell(text=", ".join(evidence[:MOST_IDS]) + more, evidence=tuple(evidence))


def table(columns: str, rows: Iterable[Sequence[Cell]]) -> Table:
    """`columns` stand in one text, with ` | ` between them."""
    return Table(columns=tuple(columns.split(" | ")), rows=tuple(tuple(r) for r in rows))


def listing(cells: Iterable[Cell | str], *, numbered: bool = False) -> Listing:
    made = (c if isinstance(c, Cell) else say(c) for c in cells)
    return Listing(entries=tuple(Entry(cell=c) for c in made), numbered=numbered)


def boxes(pairs: Iterable[tuple[bool, Cell]]) -> Listing:
    return Listing(entries=tuple(Entry(cell=c, done=done) for done, c in pairs))


def section(heading: str, *blocks: Block | str, depth: int = 1) -> Section:
    made = (Paragraph(text=b) if isinstance(b, str) else b for b in blocks)
    kept = tuple(b for b in made if not _empty(b))
    return Section(heading=heading, blocks=kept or (Paragraph(text="Nothing."),), depth=depth)


def _empty(block: Block) -> bool:
    return (isinstance(block, Table) and not block.rows) or (
        isinstance(block, Listing) and not block.entries
    )
