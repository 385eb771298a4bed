"""Divides the text of one file into spans, by the form that fits its language."""

from collections.abc import Sequence

from semble_grammars import (  # type: ignore[import-untyped]  # it has no stubs
    GrammarLoadError,
    LanguageNotFoundError,
    UnsupportedPlatformError,
)

from seatrial.snapshot.text import split_lines
from seatrial.vectorstore.parts import Part, Rows, Span, pack
from seatrial.vectorstore.prose import sections, settings
from seatrial.vectorstore.syntax import definitions
from seatrial.vectorstore.tokens import count_tokens

PROSE = "prose"
LINES = "lines"


def split(form: str, content: bytes) -> list[Span]:
    """Spans that cover each line of `content` once. `form` is PROSE, LINES or a grammar."""
    lines = split_lines(content)
    if not lines[-1]:
        lines.pop()
    if not lines:
        return []
    rows = Rows(lines, count_tokens(lines))
    return [part.span for part in pack(_parts(form, rows), rows)]


def _parts(form: str, rows: Rows) -> Sequence[Part]:
    whole = Part(0, len(rows.lines) - 1, kind="text")
    if form == LINES:
        return settings(rows)
    if form == PROSE:
        return sections(rows)
    try:
        return definitions(form, rows)
    except (GrammarLoadError, LanguageNotFoundError, UnsupportedPlatformError):
        return [whole]  # this machine has no such grammar: lines are read as well
