"""A readiness document as it was read: its pieces, who stands under whom, and its fields."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from seatrial.claims import marks
from seatrial.claims.decoded import NotText, decode_document
from seatrial.claims.html import read_html
from seatrial.claims.markdown import read_markdown
from seatrial.claims.marks import Mark
from seatrial.claims.model import Kind, Piece, Quote
from seatrial.claims.plain import read_plain
from seatrial.evidence.documents import too_much

MOST_BYTES = 1_000_000
_WIDTH = 300
LABEL = re.compile(r"([^:]{1,40}):")
_HTML = re.compile(r"\s*(<!doctype html|<html|<head|<body|<table|<h1|<div)", re.IGNORECASE)
_MARKDOWN = re.compile(
    r"^(#{1,6} |\s{0,3}\|.*\||[-*+] \[[ xX]\] |```|~~~|\s{0,3}>\s|.*\*\*\S|.*\]\(\S|={3,}$"
    r"|\s{0,3}</?(?:table|tr|td|p|div|details|summary|ul|li|h[1-6])\b)",
    re.MULTILINE,
)
_STATUS = re.compile(r"\b(status|state|result|outcome|verdict)\b", re.IGNORECASE)
_FIELD = re.compile(r"\W{0,3}([A-Z][\w /&'()-]{1,40}?)\W{0,2}:\W?\s*(.*)")
_INLINE = re.compile(r"(?<!\w)(Date|Status|Version|Commit|Author|Review Scope|Branch): ")
_TAIL = re.compile(r"\(([^()]*)\)\W*$|\s[-–—:]\s+([^-–—:()]*)$|:\s+([^:()]*)$")
_PHASE = re.compile(
    r"\b(phase|stage|milestone|sprint|week|cycle|iteration|round|wave)\s{0,2}[:#-]?\s{0,2}(\d{1,2}[a-z]?|[IVX]{1,5})\b(?!\+|-\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Field:
    """A named value: `Version: 2.0`."""

    name: str
    value: str
    line: int

    def called(self, pattern: str) -> bool:
        return bool(re.fullmatch(pattern, self.name, re.IGNORECASE))


@dataclass
class Reading:
    """One document. `lines` are as decoded, `notes` say what was done to read it."""

    name: str
    form: str
    lines: Sequence[str]
    pieces: Sequence[Piece]
    notes: Sequence[str] = field(default_factory=tuple)

    def quote(self, line: int) -> Quote:
        return Quote(line, self.lines[line - 1].strip()[:_WIDTH])

    def quotes(self, *lines: int) -> tuple[Quote, ...]:
        return tuple(self.quote(line) for line in dict.fromkeys(lines))

    # -- where things stand ---------------------------------------------------------------------

    def below(self, heading: Piece) -> list[Piece]:
        """Everything under `heading`, deeper headings included."""
        index = self._index[id(heading)]
        return list(self.pieces[index + 1 : self._ends[index]])

    @cached_property
    def _ends(self) -> list[int]:
        """For each piece the place of the first one that no longer stands under it."""
        ends = list(range(1, len(self.pieces) + 1))
        for index, piece in enumerate(self.pieces):
            for above in piece.under:
                ends[above] = index + 1
        return ends

    def beside(self, piece: Piece) -> list[Piece]:
        """What stands under the same heading as `piece`."""
        return [p for p in self._by_place[piece.under] if p is not piece]

    @cached_property
    def _by_place(self) -> dict[tuple[int, ...], list[Piece]]:
        found: dict[tuple[int, ...], list[Piece]] = {}
        for piece in self.pieces:
            found.setdefault(piece.under, []).append(piece)
        return found

    def above(self, piece: Piece) -> list[Piece]:
        """The headings over `piece`, outermost first."""
        return [self.pieces[i] for i in piece.under]

    @cached_property
    def _index(self) -> dict[int, int]:
        return {id(p): i for i, p in enumerate(self.pieces)}

    @cached_property
    def headings(self) -> list[Piece]:
        return [p for p in self.pieces if p.kind is Kind.HEADING]

    @cached_property
    def prose(self) -> list[Piece]:
        """Everything but code."""
        return [p for p in self.pieces if p.kind is not Kind.CODE]

    @cached_property
    def groups(self) -> list[list[Piece]]:
        """Lists (their outermost items) and tables, in order."""
        found: dict[int, list[Piece]] = {}
        for piece in self.pieces:
            if piece.kind is Kind.ROW or (piece.kind is Kind.ITEM and piece.level == 1):
                found.setdefault(piece.group, []).append(piece)
        return list(found.values())

    @cached_property
    def _groups_by_place(self) -> dict[tuple[int, ...], list[list[Piece]]]:
        found: dict[tuple[int, ...], list[list[Piece]]] = {}
        for group in self.groups:
            found.setdefault(group[0].under, []).append(group)
        return found

    def groups_under(self, heading: Piece) -> list[list[Piece]]:
        """Lists and tables right under `heading`."""
        return self._groups_by_place.get((*heading.under, self._index[id(heading)]), [])

    def groups_beside(self, piece: Piece) -> list[list[Piece]]:
        """Lists and tables under the same heading as `piece`."""
        return self._groups_by_place.get(piece.under, [])

    @cached_property
    def _prose_lines(self) -> dict[tuple[int, ...], list[int]]:
        """For each place the places of its prose among the pieces."""
        found: dict[tuple[int, ...], list[int]] = {}
        for index, piece in enumerate(self.pieces):
            if piece.kind is Kind.PROSE:
                found.setdefault(piece.under, []).append(index)
        return found

    def prose_before(self, piece: Piece) -> Piece | None:
        """The prose that stands last before `piece` under its heading."""
        places = self._prose_lines.get(piece.under, [])
        at = bisect_left(places, self._index[id(piece)])
        return self.pieces[places[at - 1]] if at else None

    @cached_property
    def places_of_labels(self) -> dict[str, set[tuple[int, ...]]]:
        """Under which headings the label of a list item stands, such as `Notes:`."""
        found: dict[str, set[tuple[int, ...]]] = {}
        for piece in self.pieces:
            if piece.kind is Kind.ITEM and (label := LABEL.match(marks.unmarked(piece.text))):
                found.setdefault(label[1], set()).add(piece.under)
        return found

    # -- fields ---------------------------------------------------------------------------------

    @cached_property
    def fields(self) -> list[Field]:
        return [f for i, p in enumerate(self.pieces) for f in self._fields_of(i, p)]

    def fields_called(self, pattern: str) -> list[Field]:
        return [f for f in self.fields if f.called(pattern)]

    def _fields_of(self, index: int, piece: Piece) -> Iterator[Field]:
        if piece.kind is Kind.ROW:
            if len(piece.cells) == 2:
                yield Field(_bare(piece.cells[0]), piece.cells[1].strip(), piece.line)
            return
        text = piece.text
        starts = [m.start() for m in _INLINE.finditer(text)] if piece.kind is Kind.PROSE else []
        starts = [s for s in starts if ":" in text[:s]]  # `SDK Version:` is one label
        for part in _cut(text, [0, *(s for s in starts if s)]):
            if found := _FIELD.match(part):
                value = found[2].strip(" *_") or self._next(index)
                yield Field(_bare(found[1]), value, piece.line)

    def _next(self, index: int) -> str:
        """The value of a label that stands on a line of its own, such as `Signed:`."""
        after = self.pieces[index + 1 : index + 2]
        here = self.pieces[index]
        beside = after and after[0].kind is here.kind is Kind.PROSE
        near = beside and after[0].line - here.line <= 2
        return after[0].text if near and not _FIELD.match(after[0].text) else ""


def _bare(text: str) -> str:
    return re.sub(r"\s+", " ", marks.unmarked(text)).strip(" *_:`")


def _cut(text: str, starts: Sequence[int]) -> Iterator[str]:
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        yield text[start:end].strip()


def read_document(name: str, content: bytes) -> Reading:
    """Raises NotText for what cannot be read as a document."""
    if len(content) > MOST_BYTES:
        raise NotText(f"it holds {len(content)} bytes, more than the {MOST_BYTES} of a document")
    decoded = decode_document(content)
    text = "\n".join(decoded.lines)
    if reason := too_much(text):
        raise NotText(f"it is {reason}")
    form = _form_of(name, text)
    reader = {"html": read_html, "markdown": read_markdown, "plain text": read_plain}[form]
    pieces = _placed(_boxes_meant(list(map(_marked, reader(decoded.lines)))))
    return Reading(name, form, decoded.lines, pieces, decoded.notes)


def _form_of(name: str, text: str) -> str:
    """By content: a page copied out of a browser is plain text, whatever it is called."""
    if name.lower().endswith((".html", ".htm")) or _HTML.match(text):
        return "html"
    return "markdown" if len(_MARKDOWN.findall(text)) > 1 else "plain text"


def _placed(pieces: Sequence[Piece]) -> list[Piece]:
    """Each piece with the headings above it."""
    placed: list[Piece] = []
    stack: list[tuple[int, int]] = []  # level, index
    for index, piece in enumerate(pieces):
        if piece.kind is Kind.HEADING:
            while stack and stack[-1][0] >= piece.level:
                stack.pop()
        placed.append(replace(piece, under=tuple(i for _, i in stack)))
        if piece.kind is Kind.HEADING:
            stack.append((piece.level, index))
    return placed


def _boxes_meant(pieces: list[Piece]) -> list[Piece]:
    """Where no box is ticked, boxes are there for the reader to tick and state nothing."""
    ticks = [marks.tick_of(p.text) for p in pieces if p.kind is Kind.ITEM]
    if Mark.DONE in ticks or Mark.OPEN not in ticks:
        return pieces
    empty = (p.kind is Kind.ITEM and marks.tick_of(p.text) is Mark.OPEN for p in pieces)
    return [replace(p, mark=Mark.NONE) if e else p for p, e in zip(pieces, empty, strict=True)]


def _marked(piece: Piece) -> Piece:
    judges = {Kind.ROW: _row_mark, Kind.ITEM: _line_mark, Kind.HEADING: _heading_mark}
    judge = judges.get(piece.kind, _line_mark if piece.kind is Kind.PROSE else lambda _: Mark.NONE)
    return replace(piece, mark=judge(piece))


def _row_mark(piece: Piece) -> Mark:
    column = status_column(piece)
    if column is None:
        return marks.sign_of(piece.text)
    cell = piece.cells[column]
    first, word = marks.signs_in(cell), marks.word_of(marks.unmarked(cell))
    if first and not (first[0] is Mark.DONE and word.unfinished):
        return first[0]
    return word


def status_column(piece: Piece) -> int | None:
    found = (i for i, name in enumerate(piece.header) if _STATUS.search(name))
    return next((i for i in found if i < len(piece.cells)), None)


def _line_mark(piece: Piece) -> Mark:
    if (ticked := marks.tick_of(piece.text)) or (ticked := marks.sign_of(piece.text)):
        return ticked
    found = _FIELD.match(piece.text)
    return marks.word_of(found[2]) if found and found[1].strip() == "Status" else Mark.NONE


def _heading_mark(piece: Piece) -> Mark:
    found = _TAIL.search(marks.unmarked(piece.text))
    word = marks.status_of(next(filter(None, found.groups()), "")) if found else Mark.NONE
    sign = marks.sign_of(piece.text)
    return word if sign is Mark.DONE and word.unfinished else sign or word


def phase_of(text: str) -> str:
    """`phase 2` for the one phase, stage, sprint or week that `text` names, '' for none."""
    found = {f"{m[1].lower()} {m[2].lower()}" for m in _PHASE.finditer(text)}
    return found.pop() if len(found) == 1 else ""


def phase_of_piece(piece: Piece) -> str:
    """The phase that a heading, item or row is about: it is named at its beginning."""
    first = marks.unmarked(piece.cells[0] if piece.cells else piece.text)
    if found := _PHASE.match(first):
        return f"{found[1].lower()} {found[2].lower()}"
    numbered = re.match(r"(\d{1,2})\.\s", first)
    named = piece.header and re.search(r"\b(phase|stage|milestone|sprint)\b", piece.header[0], re.I)
    return f"{named[1].lower()} {numbered[1]}" if numbered and named else ""
