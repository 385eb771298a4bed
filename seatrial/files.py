"""Writes that are whole or not there: a crash leaves the old file or the new one."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel

from seatrial.escape import json_text


def write_whole(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Replace `path` with `content`, durably: written, flushed to disk, then renamed."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
        _flush_folder(path.parent)
    finally:
        Path(name).unlink(missing_ok=True)  # there only when something above failed


def _flush_folder(folder: Path) -> None:
    """A rename is only durable when its folder is. Windows cannot open one."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def json_lines_of(records: Iterable[BaseModel]) -> bytes:
    """One compact JSON object a line."""
    return json_text("".join(r.model_dump_json() + "\n" for r in records).encode())
