"""Reads Markdown as pieces: headings, list items, rows of tables, prose and code, by line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from markdown_it.token import Token

from seatrial.claims.html import read_html
from seatrial.claims.model import Kind, Piece
from seatrial.evidence.documents import parse_markdown


def read_markdown(lines: Sequence[str]) -> list[Piece]:
    reading = _Reading()
    for token in parse_markdown("\n".join(lines)):
        reading.take(token)
    return reading.pieces


@dataclass
class _Reading:
    """Gathers pieces while tokens go by."""

    pieces: list[Piece] = field(default_factory=list)
    depth: int = 0
    heading: int = 0
    begun: bool = False  # the first text of a list item is still to come
    group: int = 0
    header: tuple[str, ...] = ()
    cells: list[str] | None = None
    in_head: bool = False
    row_line: int = 0

    def take(self, token: Token) -> None:
        line = token.map[0] + 1 if token.map else 0
        if token.type == "inline":
            self._inline(token)
        elif token.type in {"fence", "code_block"}:
            start = line + (token.type == "fence")
            language = token.info.strip().split(" ")[0].strip("{}.").lower()
            self._code(token.content, start, language)
        elif token.type == "html_block":
            self._html(token.content, line)
        else:
            self._structure(token, line)

    def _structure(self, token: Token, line: int) -> None:
        name = token.type
        if name == "heading_open":
            self.heading = int(token.tag[1:])
        elif name in {"bullet_list_open", "ordered_list_open"}:
            self.depth += 1
            self.group += self.depth == 1
        elif name in {"bullet_list_close", "ordered_list_close"}:
            self.depth -= 1
        elif name == "list_item_open":
            self.begun = True
        else:
            self._table(name, line)

    def _table(self, name: str, line: int) -> None:
        if name == "table_open":
            self.group += 1
            self.header = ()
        elif name == "tr_open":
            self.cells, self.row_line = [], line
        elif name == "thead_open":
            self.in_head = True
        elif name == "tr_close" and self.cells is not None:
            self._row()

    def _row(self) -> None:
        cells = tuple(self.cells or ())
        if self.in_head:
            self.header, self.in_head = cells, False
        else:
            text = " | ".join(cells)
            self.pieces.append(
                Piece(
                    Kind.ROW,
                    self.row_line,
                    text,
                    cells=cells,
                    header=self.header,
                    group=self.group,
                )
            )
        self.cells = None

    def _inline(self, token: Token) -> None:
        if self.cells is not None:
            self.cells.append(" ".join(text for _, text in _texts(token)).strip())
            return
        for number, (line, text) in enumerate(_texts(token)):
            if not text.strip():
                continue
            if self.heading:
                self.pieces.append(Piece(Kind.HEADING, line, text.strip(), self.heading))
            elif self.depth and self.begun and number == 0:
                self.pieces.append(
                    Piece(Kind.ITEM, line, text.strip(), self.depth, group=self.group)
                )
            else:
                self.pieces.append(Piece(Kind.PROSE, line, text.strip(), self.depth))
        self.heading, self.begun = 0, False

    def _code(self, content: str, start: int, language: str) -> None:
        self.group += 1
        for number, text in enumerate(content.removesuffix("\n").split("\n"), start):
            self.pieces.append(Piece(Kind.CODE, number, text, header=(language,), group=self.group))

    def _html(self, content: str, line: int) -> None:
        for piece in read_html(content.split("\n")):
            moved = replace(piece, line=piece.line + line - 1)
            if piece.group:
                moved = replace(moved, group=piece.group + self.group)
            self.pieces.append(moved)
        self.group = max([self.group, *(p.group for p in self.pieces)])


def _texts(token: Token) -> Iterator[tuple[int, str]]:
    """The lines of an inline token, with their numbers."""
    line, text = token.map[0] + 1 if token.map else 1, ""
    for child in token.children or []:
        if child.type in {"softbreak", "hardbreak"}:
            yield line, text
            line, text = line + 1, ""
        elif child.type == "html_inline":
            text += " " if child.content.lower().startswith("<br") else ""
        elif child.type in {"text", "code_inline", "text_special"}:
            text += child.content
    yield line, text
