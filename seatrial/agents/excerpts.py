"""Excerpts: what the model is shown at once, made of neighbouring chunks of one file."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from seatrial.frozen import Frozen, sha256
from seatrial.llm.budget import raw_count as count
from seatrial.snapshot.model import Role
from seatrial.snapshot.snapshot import Snapshot
from seatrial.vectorstore.chunks import Chunk

# The shorter an excerpt, the stronger the signal of a small model (docs/decisions/0014).
MOST_TOKENS = 220


class Excerpt(Frozen):
    """Lines `start` to `end` (1-based, inclusive) of `path`, redacted."""

    id: str
    path: str
    start: int
    end: int
    symbols: tuple[str, ...]
    language: str
    role: Role
    text: str


def excerpts_of(
    snapshot: Snapshot, chunks: Sequence[Chunk], most_tokens: int = MOST_TOKENS
) -> list[Excerpt]:
    """Neighbouring chunks joined as long as they stay within `most_tokens` (by tiktoken)."""
    found = []
    for path, group in groupby(sorted(chunks, key=lambda c: (c.path, c.start)), lambda c: c.path):
        for run in _runs(list(group), most_tokens):
            found.append(_excerpt(snapshot, path, run))
    return found


def _runs(chunks: list[Chunk], most_tokens: int) -> Iterator[list[Chunk]]:
    run: list[Chunk] = []
    tokens = 0
    for chunk in chunks:
        more = count(chunk.text)
        if run and tokens + more > most_tokens:
            yield run
            run, tokens = [], 0
        run.append(chunk)
        tokens += more
    if run:
        yield run


def _excerpt(snapshot: Snapshot, path: str, run: list[Chunk]) -> Excerpt:
    first, start, end = run[0], run[0].start, max(c.end for c in run)
    text = snapshot.text_of(path, start, end)
    return Excerpt(
        id=sha256(f"{path}\0{start}\0{end}\0{text}".encode())[:16],
        path=path,
        start=start,
        end=end,
        symbols=tuple(dict.fromkeys(c.symbol for c in run if c.symbol)),
        language=first.language,
        role=first.role,
        text=text,
    )
