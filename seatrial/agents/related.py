"""What belongs to a passage that was found: where the names in it are defined or set.

By symbol: a name that is called or written as a type, and the chunk that defines it, first of all
one in a file that the passage's file imports. By name: a setting or a flag, and who reads it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from seatrial.agents.companions import Companions
from seatrial.agents.excerpts import Excerpt
from seatrial.prompts.book import Companion
from seatrial.snapshot.model import Role
from seatrial.vectorstore.chunks import Chunk

_CODE = (Role.SOURCE, Role.CONFIG, Role.CONTAINER)
BY_SYMBOL = Companion(
    by="symbol",
    keys=r"(?<!def )(?<!func )(?<!class )\b([A-Za-z]\w{2,}(?=\()|[A-Z][a-z]+[A-Z]\w*)",
    roles=_CODE,
)
BY_NAME = Companion(
    by="name", keys=r"((?<![\w-])--[a-z][\w-]{3,}|\b[A-Z]+_[A-Z_]{3,})", roles=_CODE
)
MOST = 1
_FIRST = 4  # so many are looked at for names, and come before what belongs to them
_COMMON = 3  # a name defined in more places than this tells nothing
_IMPORT = re.compile(r"(?m)^\s*(?:from|import|use|require|include|const .* = require)\b.*$")


def with_related(
    ranking: Sequence[Chunk], chunks: Sequence[Chunk], companions: Companions, k: int
) -> list[Chunk]:
    """The best `k` of `ranking`, in which what belongs to the first four comes right after them.

    Only what the question found by itself as well: names alone lead anywhere (measured: they
    cost recall).
    """
    first, found = list(ranking[:_FIRST]), {c.id for c in ranking[_FIRST:]}
    beside = [c for c in _related(first, chunks, companions) if c.id in found][:MOST]
    rest = [c for c in ranking[_FIRST:] if c not in beside]
    return [*first, *beside, *rest][:k]


def _related(
    found: Sequence[Chunk], chunks: Sequence[Chunk], companions: Companions
) -> Iterator[Chunk]:
    """What belongs to the chunks in `found`, each once."""
    had = {chunk.id for chunk in found}
    imports = _imports({c.path for c in found}, chunks)
    for chunk in found:
        for other in _beside(chunk, companions, imports.get(chunk.path, "")):
            if other.id not in had:
                had.add(other.id)
                yield other


def excerpt_of(chunk: Chunk) -> Excerpt:
    """`chunk` as what a model is shown at once."""
    return Excerpt(
        id=chunk.id,
        path=chunk.path,
        start=chunk.start,
        end=chunk.end,
        symbols=(chunk.symbol,) if chunk.symbol else (),
        language=chunk.language,
        role=chunk.role,
        text=chunk.text,
    )


def _beside(chunk: Chunk, companions: Companions, imports: str) -> Iterable[Chunk]:
    for asked in (BY_SYMBOL, BY_NAME):
        for holders in companions.holders(excerpt_of(chunk), asked):
            if len(holders) <= _COMMON:
                yield min(holders, key=lambda c: (not _named(c.path, imports), holders.index(c)))


def _named(path: str, imports: str) -> bool:
    """Whether the file `path` is named in the import lines `imports`."""
    stem = path.rsplit("/", 1)[-1].split(".", 1)[0]
    return bool(re.search(rf"\b{re.escape(stem)}\b", imports))


def _imports(paths: Iterable[str], chunks: Sequence[Chunk]) -> dict[str, str]:
    """The import lines of each file."""
    found = {path: "" for path in paths}
    for chunk in chunks:
        if chunk.path in found:
            found[chunk.path] += "\n".join(_IMPORT.findall(chunk.text)) + "\n"
    return found
