"""Vectors by model and text: a text is embedded once, whatever becomes of the index."""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from seatrial.batch import Meter, NoMeter
from seatrial.frozen import sha256
from seatrial.vectorstore.database import open_cache
from seatrial.vectorstore.embed import Embedder, Vectors

_AT_ONCE = 32  # so that a killed run has lost next to nothing


class VectorCache:
    """A cache in one SQLite file; deleting or damaging it costs time only."""

    def __init__(self, path: Path, embedder: Embedder, at_once: int = _AT_ONCE) -> None:
        self._embedder, self._at_once = embedder, at_once
        self._model = f"{embedder.name} {embedder.digest} {embedder.dimension}"
        self._db, self.rebuilt = open_cache(path, _make_table)
        self._db.text_factory = bytes  # what is no vector is looked at like any other bytes
        self.embedded = 0

    def vectors(self, texts: Sequence[str], meter: Meter | None = None) -> Vectors:
        """One row a text; what is not known yet is embedded and kept."""
        meter = meter or NoMeter()
        keys = [sha256(text.encode()) for text in texts]
        known = {key: row for key in set(keys) if (row := self._known(key)) is not None}
        todo = {k: t for k, t in zip(keys, texts, strict=True) if k not in known}
        meter.expect(len(todo))
        for some in _slices(sorted(todo), self._at_once):
            rows = self._embedder.embed([todo[key] for key in some])
            known.update(zip(some, rows, strict=True))
            self._keep({key: known[key] for key in some})
            meter.advance(len(some))
        if not keys:
            return np.zeros((0, self._embedder.dimension), np.float32)
        return np.stack([known[key] for key in keys])

    def close(self) -> None:
        self._db.close()

    def _known(self, key: str) -> Vectors | None:
        query = "SELECT vector FROM vectors WHERE model = ? AND text = ?"
        row = self._db.execute(query, (self._model, key)).fetchone()
        if row is None or len(row[0]) != 4 * self._embedder.dimension:
            return None
        vector = np.frombuffer(row[0], np.float32)
        return vector if np.isfinite(vector).all() else None

    def _keep(self, rows: dict[str, Vectors]) -> None:
        packed = [(self._model, key, row.tobytes()) for key, row in rows.items()]
        with self._db:
            self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", packed)
        self.embedded += len(packed)


def _slices(keys: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


def _make_table(db: sqlite3.Connection) -> None:
    db.execute(
        "CREATE TABLE IF NOT EXISTS vectors (model TEXT, text TEXT, vector BLOB,"
        " PRIMARY KEY (model, text)) WITHOUT ROWID"
    )
