"""What was observed in a file before, by digest: an unchanged file costs nothing next time.

A cache only: deleting or damaging it changes nothing but time. Keys name the reader with its
version and options, so a new release never answers with an old observation.
"""

import json
import os
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


class ObservationCache:
    """Rows by (reader fingerprint, file digest) in one SQLite file; safe between threads.

    The file is opened when it is first needed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._db: sqlite3.Connection | None = None

    def get(self, reader: str, digests: Iterable[str]) -> dict[str, Any]:
        """Rows of those `digests` that `reader` has seen."""
        query = "SELECT rows FROM seen WHERE reader = ? AND digest = ?"
        with self._lock:
            db = self._opened()
            found = {d: db.execute(query, (reader, d)).fetchone() for d in digests}
        return {d: json.loads(zlib.decompress(row[0])) for d, row in found.items() if row}

    def put(self, reader: str, rows: Mapping[str, Any]) -> None:
        """Remember `rows` (digest to JSON value)."""
        packed = [
            (reader, digest, zlib.compress(json.dumps(value).encode(), 1))
            for digest, value in rows.items()
        ]
        with self._lock, self._opened() as db:
            db.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?, ?)", packed)

    def close(self) -> None:
        with self._lock:
            if self._db:
                self._db.close()
                self._db = None

    def _opened(self) -> sqlite3.Connection:
        if self._db is None:
            try:
                self._db = _open(self._path)
            except sqlite3.DatabaseError:
                self._path.unlink(missing_ok=True)  # damaged: a cache is rebuilt, not mourned
                self._db = _open(self._path)
        return self._db


def _open(path: Path) -> sqlite3.Connection:
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    db = sqlite3.connect(path, check_same_thread=False)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=NORMAL")
    db.execute(
        "CREATE TABLE IF NOT EXISTS seen (reader TEXT, digest TEXT, rows BLOB,"
        " PRIMARY KEY (reader, digest)) WITHOUT ROWID"
    )
    return db
