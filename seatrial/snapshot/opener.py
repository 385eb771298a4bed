"""The one opener of the audited tree: by directory descriptors, no link followed, regular files.

Every open is relative to a descriptor of its parent folder and carries O_NOFOLLOW, so a path
cannot be swapped for a link between look and open. O_NONBLOCK keeps a FIFO from hanging us.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_BLOCK = 1 << 20
MOST_DEEP = 100


class NotRegular(OSError):
    """The path is no longer (or never was) a regular file."""


class Changed(OSError):
    """Somebody wrote to the file while it was read."""


@dataclass(frozen=True)
class Content:
    """A file's bytes up to the limit asked for, with size and digests of the whole.

    `git_blob` is the id that git would give the content (SHA-1 over a header and the bytes).
    """

    head: bytes
    size: int
    sha256: str
    git_blob: str
    executable: bool

    @property
    def whole(self) -> bool:
        return len(self.head) == self.size


def open_root(path: Path) -> int:
    """A descriptor of the folder to audit. The operator named it, so a link here is followed."""
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)


def open_folder(name: str, parent: int) -> int:
    return os.open(name, _FOLDER, dir_fd=parent)


def entries(folder: int) -> Iterator[tuple[str, os.stat_result]]:
    """Names in `folder` in byte order, each with its own (not its target's) status."""
    with os.scandir(folder) as scan:
        found = sorted(scan, key=lambda e: os.fsencode(e.name))
    for entry in found:
        try:
            yield entry.name, entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            continue  # vanished between listing and looking


def read_file(name: str, parent: int, limit: int) -> Content:
    """Read a regular file: all of it for the digest, the first `limit` bytes to keep.

    Raises OSError when it cannot be opened, NotRegular when it is no regular file, Changed when it
    was written to meanwhile: what was read is then the content of no moment.
    """
    descriptor = os.open(name, _FILE, dir_fd=parent)
    with FileIO(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise NotRegular(f"not a regular file: {name!r}")
        content = _read_all(file, limit, status)
        after = os.fstat(descriptor)
        if (content.size, status.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise Changed("it was changed while it was read")
        return content


def blob_id(content: bytes) -> str:
    """The id that git gives `content` as a blob."""
    return _git_hash(len(content), content).hexdigest()


def _git_hash(size: int, content: bytes = b"") -> "hashlib._Hash":
    # Not for security: git names its objects so.
    return hashlib.sha1(b"blob %d\0" % size + content, usedforsecurity=False)


def _read_all(file: FileIO, limit: int, status: os.stat_result) -> Content:
    digest, blob, head, size = hashlib.sha256(), _git_hash(status.st_size), bytearray(), 0
    while size <= status.st_size and (block := file.read(_BLOCK)):  # it may grow without an end
        digest.update(block)
        blob.update(block)
        size += len(block)
        head += block[: max(0, limit - len(head))]
    executable = bool(status.st_mode & 0o111)
    return Content(bytes(head), size, digest.hexdigest(), blob.hexdigest(), executable)
