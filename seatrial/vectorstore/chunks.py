"""The tree in chunks: definitions, sections and runs of lines that a small embedder can take.

Where to cut is found in a child, because the parsers are C and the text is hostile. The texts are
cut here from the snapshot, so that they are redacted.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from itertools import groupby
from pathlib import Path

from seatrial.batch import Batches, Unread, json_lines
from seatrial.frozen import Frozen, sha256, short_id
from seatrial.grammars import grammar_of
from seatrial.process import module
from seatrial.snapshot.model import Entry, Role
from seatrial.snapshot.snapshot import Snapshot, mark
from seatrial.vectorstore.parts import Span

ROLES = (Role.SOURCE, Role.TEST, Role.DOCS, Role.CONFIG, Role.CI, Role.CONTAINER)
_PROSE = frozenset({"markdown", "restructuredtext", "asciidoc"})
_LINES_WHEN_UNREAD = 16


class Chunk(Frozen):
    """A run of lines (1-based, inclusive) that belong together; `text` is redacted.

    `symbol` is what is defined there (several, with commas, when small ones share a chunk), or the
    heading above; `kind` is `function`, `class`, …, `code`, `prose` or `text`.
    """

    id: str
    path: str
    start: int
    end: int
    symbol: str
    kind: str
    language: str
    role: Role
    text: str


@dataclass(frozen=True)
class SpanReader:
    """Divides files of one form; a new release, tokenizer or grammar divides them again."""

    form: str

    @property
    def fingerprint(self) -> str:
        return f"spans/{self.form} {_sources()}"

    def command(self, objects: Mapping[str, str]) -> tuple[list[str], bytes]:
        argv = module("seatrial.vectorstore.split_child", self.form)
        return argv, json.dumps(list(objects)).encode()

    parse = staticmethod(json_lines)


def chunks_of(snapshot: Snapshot, batches: Batches) -> list[Chunk]:
    """Every line of first-party text once, in order of path and line."""
    entries = snapshot.files(*ROLES)
    spans = _spans(entries, batches)
    return [_chunk(snapshot, entry, span) for entry in entries for span in spans[entry.path]]


def _spans(entries: Sequence[Entry], batches: Batches) -> dict[str, list[Span]]:
    """Spans by path; a file that its divider died of is cut every few lines."""
    found: dict[str, list[Span]] = {}
    for form, group in groupby(sorted(entries, key=_form), key=_form):
        files = list(group)
        seen = batches.read(SpanReader(form), {e.sha256: e.path for e in files})
        for entry in files:
            rows = seen[entry.sha256]
            if isinstance(rows, Unread):
                found[entry.path] = list(_evenly(entry))
            else:
                found[entry.path] = [Span(*row) for row in rows]
    return found


def _form(entry: Entry) -> str:
    if grammar := grammar_of(entry.path, entry.language):
        return grammar
    is_prose = entry.language in _PROSE or (entry.role is Role.DOCS and not entry.language)
    return "prose" if is_prose else "lines"


def _evenly(entry: Entry) -> Iterator[Span]:
    for start in range(1, entry.lines + 1, _LINES_WHEN_UNREAD):
        yield Span(start, min(entry.lines, start + _LINES_WHEN_UNREAD - 1), "", "text")


def _chunk(snapshot: Snapshot, entry: Entry, span: Span) -> Chunk:
    text = snapshot.text_of(entry.path, span.start, span.end)
    content = {"path": entry.path, "start": span.start, "end": span.end, "text": text}
    return Chunk(
        id=short_id("chunk", content),
        path=entry.path,
        start=span.start,
        end=span.end,
        symbol=_redacted_symbol(snapshot, entry.path, span.symbol),
        kind=span.kind,
        language=entry.language,
        role=entry.role,
        text=text,
    )


def _redacted_symbol(snapshot: Snapshot, path: str, symbol: str) -> str:
    """A heading may hold what is withheld from its line, likely a real secret or not."""
    if path in snapshot.manifest.unscanned:
        return ""
    for spot in snapshot.manifest.redactions.get(path, ()):
        value = snapshot.lines(path)[spot.line - 1][spot.start : spot.end]
        symbol = symbol.replace(value, mark(spot.kind)) if value else symbol
    return snapshot.redact(symbol)


@cache
def _sources() -> str:
    """What decides where a file is cut: our own dividers, the tokenizer, the grammars."""
    folder = Path(__file__).parent
    names = ("parts", "prose", "split", "split_child", "syntax", "tokens")
    code = b"".join((folder / f"{name}.py").read_bytes() for name in names)
    return f"{sha256(code)[:16]} grammars {version('semble-grammars')}"
