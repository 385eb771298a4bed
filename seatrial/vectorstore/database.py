"""SQLite files that are caches: private, and made anew when they are damaged."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path


def open_cache(path: Path, make_tables: Callable[[sqlite3.Connection], None]) -> sqlite3.Connection:
    """A checked connection to `path`; a damaged file is removed first: it is a cache."""
    try:
        return _open(path, make_tables)
    except sqlite3.DatabaseError:
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
            path.with_name(name).unlink(missing_ok=True)
        return _open(path, make_tables)


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
