"""Python, SQLite, disk, memory and rights."""

import os
import platform
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from seatrial.doctor.model import Line, fine, mend, note
from seatrial.settings import Settings

_OLDEST = (3, 11)
_OLDEST_SQLITE = (3, 35, 0)
_GB = 1_000_000_000
_LEAST_FREE, _COMFORTABLE = _GB // 5, 3 * _GB


def machine(settings: Settings) -> Iterator[Line]:
    yield _python()
    yield _sqlite()
    yield _full_text()
    yield _writable("state folder", settings.state, private=True)
    yield _writable("data folder", settings.data, private=False)
    yield _disk(settings.state)


def _python() -> Line:
    version = platform.python_version()
    if sys.version_info < _OLDEST:
        return mend("Python", version, "install Python 3.11 or newer and set Seatrial up with it")
    return fine("Python", f"{version} at {sys.executable}")


def _sqlite() -> Line:
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        return mend("SQLite", sqlite3.sqlite_version, "use a Python with SQLite 3.35 or newer")
    return fine("SQLite", sqlite3.sqlite_version)


def _full_text() -> Line:
    db = sqlite3.connect(":memory:")
    try:
        db.execute("CREATE VIRTUAL TABLE t USING fts5(a)")
    except sqlite3.OperationalError as error:
        fix = "use a Python whose SQLite has FTS5, or audit with --depth quick"
        return mend("SQLite FTS5", str(error), fix)
    finally:
        db.close()
    return fine("SQLite FTS5", "full-text search works")


def existing(folder: Path) -> Path:
    """`folder`, or the nearest folder above it that is there."""
    return next(p for p in (folder, *folder.absolute().parents) if p.exists())


def _writable(name: str, folder: Path, *, private: bool) -> Line:
    """Tried, where the folder is; judged by rights, where it is yet to be made. An audit writes
    into the private one alone: the other may be part of an image that nobody changes."""
    there, fix = existing(folder), "name another in your configuration, or with --state"
    failed = mend if private else note
    if folder.exists():
        try:
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            return failed(name, f"{str(folder)!r} cannot be written ({error.strerror})", fix)
        if private and folder.stat().st_mode & 0o077:
            return note(name, f"others may look into {str(folder)!r}", f"chmod 700 {str(folder)!r}")
    elif not os.access(there, os.W_OK | os.X_OK):
        return failed(name, f"{str(folder)!r} cannot be made below {str(there)!r}", fix)
    return fine(name, str(folder))


def _disk(folder: Path) -> Line:
    free = shutil.disk_usage(existing(folder)).free
    said = f"{free / _GB:.1f} GB free where {str(folder)!r} is"
    if free < _LEAST_FREE:
        return mend("disk", said, "make room, or name a folder on another disk with --state")
    if free < _COMFORTABLE:
        return note("disk", said, "the embedded model needs 2.4 GB while it is brought")
    return fine("disk", said)


def memory_free() -> int | None:
    """Bytes that a model may use, None where the system does not tell."""
    try:
        text = Path("/proc/meminfo").read_text(encoding="ascii")
        return next(int(r.split()[1]) * 1024 for r in text.splitlines() if "MemAvailable" in r)
    except (OSError, StopIteration):
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return None
