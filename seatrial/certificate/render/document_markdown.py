"""A document in Markdown: every text escaped, fields for a person marked."""

from collections.abc import Iterator

from seatrial.certificate.render.page import place
from seatrial.certificate.reports.document import (
    As,
    Block,
    Cell,
    Document,
    Listing,
    Paragraph,
    Quote,
    Table,
)
from seatrial.escape import markdown, markdown_code, visible

_BOX = {True: "[x] ", False: "[ ] ", None: ""}


def document_markdown(document: Document) -> str:
    lines = [f"# {markdown(document.title)}", "", *_table(document.facts), ""]
    for section in document.sections:
        lines += [f"{'#' * (section.depth + 1)} {markdown(section.heading)}", ""]
        for block in section.blocks:
            lines += [*_block(block), ""]
    return "\n".join(lines)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield markdown(block.text)
        case Table():
            yield from _table(block)
        case Listing():
            for n, entry in enumerate(block.entries, 1):
                sign = f"{n}." if block.numbered else "-"
                yield f"{sign} {_BOX[entry.done]}{_cell(entry.cell)}"
        case Quote():
            yield markdown_code(place(block.place))
            yield ""
            yield from (f"    {visible(line)}" for line in block.place.quote.split("\n"))


def _table(table: Table) -> Iterator[str]:
    yield _row(markdown(c) for c in table.columns)
    yield _row("---" for _ in table.columns)
    yield from (_row(_cell(c) for c in row) for row in table.rows)


def _row(cells: Iterator[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    match cell.shown:
        case As.CODE:
            return markdown_code(cell.text)
        case As.STATUS:
            return f"**{markdown(cell.text)}**"
        case As.BLANK:
            return f"\\_\\_\\_\\_ *({markdown(cell.text)})*"
    return markdown(cell.text)
