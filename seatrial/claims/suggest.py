"""The corrected draft of `check-report --suggest`: the document, contradicted statements marked.

Take the marks and the notes away and what is left is the document, byte for byte.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seatrial.claims.decoded import is_utf16
from seatrial.claims.report import Examined
from seatrial.escape import markdown
from seatrial.evidence.model import Outcome

_LINE = re.compile(rb"([^\r\n]*)(\r\n|\n|\r|\Z)")
# Where a mark goes: before the bar that ends a row, the #s that end a heading, a hard break.
_TAIL = re.compile(rb"(?:\s*(?<!\\)\|)?\s*$|\s+#+\s*$|\\$")
_HTML_TAIL = re.compile(rb"(?:</[A-Za-z0-9]+>\s*)*$")
NOTES = "\n\n---\n\n## Notes of seatrial check-report\n\n"
_ABOUT = (
    "Marked above as [seatrial *n*], with the value that follows where there is one. Nothing else"
    " of the document was changed; lines are numbered as in the original.\n\n"
)
_NOTHING = "Nothing was found that contradicts it; nothing was changed.\n"


@dataclass(frozen=True)
class Note:
    """One contradicted statement: where it stands, why, and what follows instead."""

    line: int
    check: str
    says: str
    computed: str = ""
    others: tuple[int, ...] = ()


def suggested(content: bytes, one: Examined) -> bytes:
    """`content` with its contradicted statements marked, and the reasons below it."""
    notes = notes_of(one)
    if is_utf16(content):
        content = content.decode("utf-16", "replace").encode()
    marks: dict[int, list[str]] = {}
    for number, note in enumerate(notes, 1):
        marks.setdefault(note.line, []).append(_mark(number, note))
    marked = _marked(content, marks, html=one.checked.form == "html")
    told = _ABOUT + "".join(map(_told, enumerate(notes, 1))) if notes else _NOTHING
    return marked + (NOTES + told).encode()


def notes_of(one: Examined) -> list[Note]:
    """What contradicts the document itself, then what contradicts the tree, by line."""
    found = [
        Note(c.line, c.rule, c.says, c.computed, tuple(q.line for q in c.quotes[1:]))
        for c in one.checked.contradictions
    ]
    found += [
        Note(e.places[0].line_start, e.check, e.message)
        for e in one.against
        if e.outcome is Outcome.FAILS and e.places
    ]
    return sorted(found, key=lambda n: (n.line, n.check, n.says))


def _mark(number: int, note: Note) -> str:
    return f"[seatrial {number}: {note.computed}]" if note.computed else f"[seatrial {number}]"


def _marked(content: bytes, marks: Mapping[int, Sequence[str]], *, html: bool) -> bytes:
    parts: list[bytes] = []
    for number, found in enumerate(_LINE.finditer(content), 1):
        text, end = found[1], found[2]
        if number in marks:
            cut = (_HTML_TAIL if html else _TAIL).search(text)
            at = cut.start() if cut else len(text)
            text = text[:at] + _inserted(marks[number], html=html) + text[at:]
        parts += [text, end]
        if not end:
            break
    return b"".join(parts)


def _inserted(marks: Sequence[str], *, html: bool) -> bytes:
    shown = " ".join(marks)
    return (f" <strong>{shown}</strong>" if html else f" **{shown}**").encode()


def _told(numbered: tuple[int, Note]) -> str:
    number, note = numbered
    computed = f" What follows: **{markdown(note.computed)}**." if note.computed else ""
    more = f" Against line{'s' * (len(note.others) > 1)} " if note.others else ""
    lines = f"{more}{', '.join(map(str, note.others))}." if note.others else ""
    return f"{number}. Line {note.line}, `{note.check}`: {markdown(note.says)}.{computed}{lines}\n"
