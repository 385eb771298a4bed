"""Reads files that strangers made: regular, bounded, one JSON meaning, or refused in one line."""

import json
import os
import stat
from pathlib import Path
from typing import Any

from rfc8785 import CanonicalizationError

from seatrial.errors import EnvironmentRefused, UsageError
from seatrial.frozen import canonical

MOST_BYTES = 128 * 1024 * 1024
# Forty million empty lists fit into that and need gigabytes once they are read. A certificate with
# 25,000 findings holds 800,000 values.
MOST_VALUES = 2_000_000
_OPEN = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC


def read_regular(path: Path, what: str, *, most: int = MOST_BYTES, links: bool = True) -> bytes:
    """The whole content of the regular file `path`. O_NONBLOCK: a FIFO must not hang us.

    Raises UsageError; `what` is how the file is called in its message.
    """
    return read_open_file(path, what, most=most, links=links)[0]


def read_open_file(
    path: Path, what: str, *, most: int = MOST_BYTES, links: bool = True
) -> tuple[bytes, os.stat_result]:
    """As `read_regular`, with the status of the very file that was read."""
    named = f"{what} {str(path)!r}"
    try:
        descriptor = os.open(path, _OPEN if links else _OPEN | os.O_NOFOLLOW)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{named} cannot be read: {why}") from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise UsageError(f"{named} is no regular file")
        if status.st_size > most:
            raise UsageError(f"{named} has {status.st_size} bytes; the most is {most}")
        with open(descriptor, "rb", closefd=False) as file:
            content = file.read(most + 1)
    finally:
        os.close(descriptor)
    if len(content) > most:
        raise UsageError(f"{named} grew while it was read; the most is {most} bytes")
    return content, status


def refuse_shared(path: Path, status: os.stat_result, modes: int) -> None:
    """Raises EnvironmentRefused when another account owns the file or has `modes` on it."""
    if status.st_uid != os.geteuid():
        why = "belongs to another account"
    elif status.st_nlink != 1:
        why = f"has {status.st_nlink} names (hard links)"
    elif status.st_mode & modes:
        why = f"has mode {stat.S_IMODE(status.st_mode):04o}; `chmod go-rwx` it"
    else:
        return
    raise EnvironmentRefused(f"{str(path)!r} {why}: others could use or change it")


def parse_canonical(content: bytes, named: str) -> dict[str, Any]:
    """The JSON object that `content` is the canonical form (RFC 8785) of.

    Anything else is refused, so that one meaning has one byte string: no spacing, no duplicate
    key, no second way to write a number. Raises UsageError; `named` opens its message.
    """
    if sum(map(content.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise UsageError(f"{named} holds more than {MOST_VALUES} values")
    value = _parsed(content, named)
    if not isinstance(value, dict):
        raise UsageError(f"{named} is no JSON object")
    try:
        same = canonical(value) == content
    except (CanonicalizationError, RecursionError, UnicodeEncodeError) as error:
        raise UsageError(f"{named} has no canonical form: {_short(error)}") from error
    if not same:
        raise UsageError(f"{named} is not canonical JSON (RFC 8785): it was edited or reformatted")
    return value


def _parsed(content: bytes, named: str) -> object:
    try:
        return json.loads(content.decode("utf-8"), object_pairs_hook=_unique)
    except RecursionError as error:
        raise UsageError(f"{named} is nested too deeply") from error
    except ValueError as error:  # not JSON, not UTF-8, a number of thousands of digits
        raise UsageError(f"{named} is not JSON: {_short(error)}") from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def _short(error: Exception) -> str:
    return str(error)[:120]
