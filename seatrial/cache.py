"""What was observed in a file before, by digest: an unchanged file costs nothing next time.

A cache only: deleting or damaging it changes nothing but time, and a full disk leaves it as it was.
Keys name the reader with its version and options, so a new release never answers with an old
observation.
"""

import json
import os
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from seatrial.disk import next_step

T = TypeVar("T")


class ObservationCache:
    """Rows by (reader fingerprint, file digest) in one SQLite file; safe between threads.

    The file is opened when it is first needed. `rebuilt` tells that a damaged one was removed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._db: sqlite3.Connection | None = None
        self.rebuilt = False

    def get(self, reader: str, digests: Iterable[str]) -> dict[str, Any]:
        """Rows of those `digests` that `reader` has seen, and that can still be read."""
        query = "SELECT rows FROM seen WHERE reader = ? AND digest = ?"

        def look() -> dict[str, Any]:
            db = self._opened()
            return {d: db.execute(query, (reader, d)).fetchone() for d in digests}

        with self._lock:
            packed = self._surely(look) or {}
        rows = {d: _unpacked(row[0]) for d, row in packed.items() if row}
        return {d: row for d, row in rows.items() if row is not None}

    def put(self, reader: str, rows: Mapping[str, Any]) -> None:
        """Remember `rows` (digest to JSON value), where there is room."""
        packed = [
            (reader, digest, zlib.compress(json.dumps(value).encode(), 1))
            for digest, value in rows.items()
        ]

        def keep() -> None:
            with self._opened() as db:
                db.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?, ?)", packed)

        with self._lock:
            self._surely(keep)

    def close(self) -> None:
        with self._lock:
            if self._db:
                self._db.close()
                self._db = None

    def _surely(self, act: Callable[[], T]) -> T | None:
        """What `act` gives, on a file made anew when it is damaged; None when the disk refuses."""
        for _ in range(2):
            try:
                return act()
            except sqlite3.DatabaseError as error:
                if next_step(error):
                    return None
                self._remove()
        return None

    def _remove(self) -> None:
        if self._db:
            self._db.close()
        self._db, self.rebuilt = None, True
        for name in (self._path.name, f"{self._path.name}-wal", f"{self._path.name}-shm"):
            self._path.with_name(name).unlink(missing_ok=True)

    def _opened(self) -> sqlite3.Connection:
        if self._db is None:
            self._db = _open(self._path)
        return self._db


def _unpacked(content: bytes) -> Any:
    """The rows, None when they cannot be read: then they are observed again."""
    try:
        return json.loads(zlib.decompress(content))
    except (zlib.error, ValueError, TypeError):
        return None


def _open(path: Path) -> sqlite3.Connection:
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    db = sqlite3.connect(path, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        db.execute(
            "CREATE TABLE IF NOT EXISTS seen (reader TEXT, digest TEXT, rows BLOB,"
            " PRIMARY KEY (reader, digest)) WITHOUT ROWID"
        )
    except sqlite3.DatabaseError:
        db.close()
        raise
    return db
