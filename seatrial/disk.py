"""What a disk refuses, in one line: no room, no right to write, or a file that cannot be read.

Nothing of it is a fault of ours, and what was kept is kept: writes are whole or not there.
"""

import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from seatrial.errors import EnvironmentRefused

_FULL = "free some room"
_DENIED = "give the right to write, or name another folder with --state"
_NEXT = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EROFS: _DENIED,
    errno.EIO: "look at the disk",
}
_OF_SQLITE = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _DENIED,
    sqlite3.SQLITE_CANTOPEN: _DENIED,
    sqlite3.SQLITE_PERM: _DENIED,
    sqlite3.SQLITE_BUSY: "wait for the other process",
    sqlite3.SQLITE_LOCKED: "wait for the other process",
    sqlite3.SQLITE_IOERR: "look at the disk and at the room on it",
}


@contextmanager
def refusals_told(kept: Callable[[], str]) -> Iterator[None]:
    """A refusal of the disk becomes EnvironmentRefused, which says what is `kept` by then. Any
    other error is left as it is."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        if not (then := next_step(error)):
            raise
        raise EnvironmentRefused(f"{_told(error)}; {then}; {kept()}") from error


def next_step(error: OSError | sqlite3.Error) -> str:
    """What a person does about `error`, '' when it is no refusal of the disk."""
    if isinstance(error, OSError):
        return _NEXT.get(error.errno or 0, "")
    return _OF_SQLITE.get((getattr(error, "sqlite_errorcode", None) or 0) & 0xFF, "")


def _told(error: OSError | sqlite3.Error) -> str:
    if isinstance(error, OSError):
        where = f": {str(error.filename)!r}" if error.filename else ""
        return f"the disk refused to go on ({error.strerror}{where})"
    return f"the disk refused to go on ({error})"
