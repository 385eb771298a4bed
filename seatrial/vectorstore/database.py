"""SQLite files that are caches: private, and made anew when they are damaged."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from seatrial.disk import next_step


def open_cache(
    path: Path, make_tables: Callable[[sqlite3.Connection], None]
) -> tuple[sqlite3.Connection, bool]:
    """A checked connection to `path`, and whether it was made anew: a damaged file is removed."""
    try:
        return _open(path, make_tables), False
    except sqlite3.DatabaseError as error:
        if next_step(error):
            raise  # the file itself is well
        remove(path)
        return _open(path, make_tables), True


def remove(path: Path) -> None:
    """Remove the database at `path` with what SQLite keeps beside it."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def _open(path: Path, make_tables: Callable[[sqlite3.Connection], None]) -> sqlite3.Connection:
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    db = sqlite3.connect(path, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        if db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("damaged")
        make_tables(db)
    except sqlite3.DatabaseError:
        db.close()
        raise
    return db
