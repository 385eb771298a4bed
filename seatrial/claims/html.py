"""Reads HTML as pieces, by the standard library's parser; scripts and styles are left out."""

from collections.abc import Sequence
from html.parser import HTMLParser

from seatrial.claims.model import Kind, Piece

_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BLOCKS = frozenset("p div section article header footer main blockquote dt dd caption".split())
_SILENT = frozenset({"script", "style", "template", "svg"})


def read_html(lines: Sequence[str]) -> list[Piece]:
    reading = _Reading()
    reading.feed("\n".join(lines))
    reading.close()
    reading.flush()
    return reading.pieces


class _Reading(HTMLParser):
    """Gathers pieces while tags go by. Unclosed tags end where the next block begins."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self._text: list[tuple[int, str]] = []
        self._kind = Kind.PROSE
        self._level = self._depth = self._group = self._silent = self._row_line = 0
        self._cells: list[str] | None = None
        self._header: tuple[str, ...] = ()
        self._heads = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self.flush()
        elif tag == "input" and ("type", "checkbox") in attrs:
            ticked = any(name == "checked" for name, _ in attrs)
            self._text.append((self.getpos()[0], "[x] " if ticked else "[ ] "))
        elif tag in {"table", "tr", "td", "th"}:
            self._open_table(tag)
        elif tag in _HEADINGS or tag in _BLOCKS or tag in {"ul", "ol", "li", "pre"}:
            self._open_block(tag)

    def _open_block(self, tag: str) -> None:
        if self._cells is None:
            self.flush()
        if tag in {"ul", "ol"}:
            self._depth += 1
            self._group += self._depth == 1
        elif tag == "li":
            self._kind, self._level = Kind.ITEM, max(1, self._depth)
        elif tag in _HEADINGS:
            self._kind, self._level = Kind.HEADING, _HEADINGS[tag]
        elif tag == "pre":
            self._kind = Kind.CODE

    def _open_table(self, tag: str) -> None:
        if tag == "table":
            self.flush()
            self._group += 1
            self._header = ()
        elif tag == "tr":
            self._close_row()
            self._cells, self._heads, self._row_line = [], True, self.getpos()[0]
        elif self._cells is not None:
            self._close_cell()
            self._cells.append("")
            self._heads = self._heads and tag == "th"

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in {"td", "th"}:
            self._close_cell()
        elif tag in {"tr", "table"}:
            self._close_row()
        elif tag in {"ul", "ol"}:
            self.flush()
            self._depth = max(0, self._depth - 1)
        elif (tag in _HEADINGS or tag in _BLOCKS or tag in {"li", "pre"}) and self._cells is None:
            self.flush()

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        line = self.getpos()[0]
        for number, text in enumerate(data.split("\n")):
            if text.strip():
                self._text.append((line + number, text.strip()))

    def _close_cell(self) -> None:
        if self._cells and self._text:
            self._cells[-1] = " ".join([self._cells[-1], *(t for _, t in self._text)]).strip()
            self._text = []

    def _close_row(self) -> None:
        self._close_cell()
        cells, self._cells = tuple(self._cells or ()), None
        if cells and self._heads:
            self._header = cells
        elif cells:
            self.pieces.append(
                Piece(
                    Kind.ROW,
                    self._row_line,
                    " | ".join(cells),
                    cells=cells,
                    header=self._header,
                    group=self._group,
                )
            )
        self._text = []

    def flush(self) -> None:
        """End the block at hand."""
        if self._text:
            line = self._text[0][0]
            text = " ".join(t.strip() for _, t in self._text)
            group = self._group if self._kind is Kind.ITEM else 0
            self.pieces.append(Piece(self._kind, line, text, self._level, group=group))
        self._text, self._kind, self._level = [], Kind.PROSE, 0
