"""The index of one tree: words in SQLite, vectors in Chroma, searched together.

A cache: deleting or damaging any of its files changes nothing but time.
"""

import re
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from seatrial.batch import Meter
from seatrial.child import ChildGone
from seatrial.disk import next_step
from seatrial.errors import RunFailed
from seatrial.frozen import Frozen, sha256
from seatrial.vectorstore.chunks import Chunk
from seatrial.vectorstore.lexical import Lexical
from seatrial.vectorstore.search import Hit, Ranked, best_hits

if TYPE_CHECKING:  # numpy is loaded by whoever opens an index
    from seatrial.vectorstore.dense import Dense
    from seatrial.vectorstore.embed import Embedder
    from seatrial.vectorstore.vectors import VectorCache

T = TypeVar("T")
# What is embedded of one chunk or question. Only a chunk of one very long line is longer.
MOST_CHARACTERS = 8000
CANDIDATES = 50
# Lists of versions and digests have words, not meaning, and can be most of a tree.
_LOCK = re.compile(r"(^|/)([^/]*\.lock(\.json)?|package-lock\.json|pnpm-lock\.ya?ml|go\.sum)$")
_HASHES = "--hash=sha256:"


class Refreshed(Frozen):
    """What a refresh changed. `shortened` counts chunks of which only the start is embedded."""

    added: int
    removed: int
    embedded: int
    shortened: int = 0
    rebuilt: bool = False


class Index:
    """Open with `Index.open`, `refresh` with the tree's chunks, then `search`; `close` at last.

    Threads may share it; processes may not.
    """

    def __init__(
        self, lexical: Lexical, dense: "Dense", vectors: "VectorCache", model: str
    ) -> None:
        self._lexical, self._dense, self._vectors, self._model = lexical, dense, vectors, model
        self._rebuilt = False
        self._wanted: dict[str, Chunk] = {}
        self._lock = threading.Lock()

    @classmethod
    def open(cls, folder: Path, embedder: "Embedder") -> "Index":
        """The index in `folder`, made when it is not there."""
        from seatrial.vectorstore.dense import Dense
        from seatrial.vectorstore.vectors import VectorCache

        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(
            Lexical(folder / "chunks.sqlite"),
            Dense(folder / "chroma"),
            VectorCache(folder / "embeddings.sqlite", embedder),
            f"{embedder.name} {embedder.digest} {embedder.dimension}",
        )

    def refresh(self, chunks: Sequence[Chunk], meter: Meter | None = None) -> Refreshed:
        """Make the index hold exactly `chunks`; what was embedded before is not embedded again."""
        with self._lock:
            self._wanted = {c.id: c for c in chunks}
            return self._whole(lambda: self._refresh(self._wanted, meter))

    def search(
        self, query: str, k: int = 10, *, paths: Sequence[str] = (), roles: Sequence[str] = ()
    ) -> list[Hit]:
        """The best `k` chunks, in `paths` and of `roles` where any are named."""
        if not query.strip():
            return []
        ranked = self.rank(query, max(CANDIDATES, 5 * k), paths=paths, roles=roles)
        return best_hits(ranked, k)

    def rank(
        self, query: str, n: int, *, paths: Sequence[str] = (), roles: Sequence[str] = ()
    ) -> Ranked:
        """The best `n` by meaning and the best `n` by words, not yet fused."""
        with self._lock:
            return self._whole(lambda: self._rank(query, n, paths, roles))

    @property
    def rebuilt(self) -> bool:
        """Whether any of it was made anew, because it was damaged or made by another model."""
        return self._rebuilt or self._lexical.rebuilt or self._vectors.rebuilt

    def close(self) -> None:
        self._dense.close()
        self._lexical.close()
        self._vectors.close()

    def _rank(self, query: str, n: int, paths: Sequence[str], roles: Sequence[str]) -> Ranked:
        dense = self._surely(lambda: self._nearest(query, n, paths, roles))
        lexical = self._lexical.search(query, n, paths, roles)
        chunks = self._lexical.chunks({*dense, *lexical})
        return Ranked(dense=tuple(dense), lexical=tuple(lexical), chunks=chunks)

    def _whole(self, act: Callable[[], T]) -> T:
        """`act`, and once more on words indexed anew when their file was damaged: not all of a
        full-text index is checked when it is opened."""
        try:
            return act()
        except (sqlite3.DatabaseError, ValueError) as error:  # what SQLite or JSON cannot read
            if isinstance(error, sqlite3.Error) and next_step(error):
                raise
        self._lexical.forget()
        self._refresh(self._wanted, None)
        return act()

    def _refresh(self, wanted: dict[str, Chunk], meter: Meter | None) -> Refreshed:
        have, before = self._lexical.ids(), self._vectors.embedded
        added, removed = sorted(wanted.keys() - have), sorted(have - wanted.keys())
        self._lexical.replace([wanted[i] for i in added], removed)
        meant = meant_chunks(wanted.values())
        self._surely(lambda: self._refresh_vectors(meant, meter))
        return Refreshed(
            added=len(added),
            removed=len(removed),
            embedded=self._vectors.embedded - before,
            shortened=sum(len(embedded_text(c)) == MOST_CHARACTERS for c in meant),
            rebuilt=self.rebuilt,
        )

    def _refresh_vectors(self, chunks: Sequence[Chunk], meter: Meter | None) -> None:
        """Bring Chroma in line. The note is written last, so a killed refresh is done again."""
        state = sha256("\n".join([self._model, *sorted(c.id for c in chunks)]).encode())
        if self._lexical.note("vectors") == state and self._dense.folder.exists():
            return
        if (made_by := self._lexical.note("model")) != self._model:
            self._rebuilt = self._rebuilt or bool(made_by)
            self._dense.forget()
        self._lexical.write_note("model", self._model)
        self._lexical.write_note("vectors", "")
        have = self._dense.ids() if self._dense.folder.exists() else set()
        self._dense.begin()
        new = [c for c in chunks if c.id not in have]
        self._dense.drop(sorted(have - {c.id for c in chunks}))
        self._dense.put(new, self._vectors.vectors([embedded_text(c) for c in new], meter))
        self._lexical.write_note("count", str(len(chunks)))
        self._lexical.write_note("vectors", state)

    def _nearest(self, query: str, n: int, paths: Sequence[str], roles: Sequence[str]) -> list[str]:
        """Raises ChildGone when vectors are missing, as after a file of Chroma's was removed."""
        if self._dense.count() != int(self._lexical.note("count") or 0):
            raise ChildGone("vectors are missing")
        vector = self._vectors.vectors([query[:MOST_CHARACTERS]])
        return self._dense.search(vector, n, paths, roles)

    def _surely(self, act: Callable[[], T]) -> T:
        """`act`, and when the child died of it, once more on a folder made anew."""
        try:
            return act()
        except ChildGone:
            self._dense.quarantine()
        try:
            self._rebuild()
            return act()
        except ChildGone as error:
            raise RunFailed(f"the vector index cannot be made ({error}); audit again") from error

    def _rebuild(self) -> None:
        """Fill an empty folder from the chunks and vectors that SQLite keeps."""
        self._rebuilt = True
        self._lexical.write_note("vectors", "")
        chunks = self._lexical.chunks(sorted(self._lexical.ids()))
        self._refresh_vectors(meant_chunks(chunks.values()), None)


def meant_chunks(chunks: Iterable[Chunk]) -> list[Chunk]:
    """The chunks to embed, in the order of their ids: so Chroma is filled the same way always."""
    found = [c for c in chunks if not _LOCK.search(c.path) and _HASHES not in c.text]
    return sorted(found, key=lambda c: c.id)


def embedded_text(chunk: Chunk) -> str:
    """Where a chunk stands tells half of what it is for."""
    return f"{chunk.path} {chunk.symbol}\n{chunk.text}"[:MOST_CHARACTERS]
