"""Tells quickly, without reading a byte, that a tree is still as it was when it was walked.

Every path's mode, size, inode and times are compared. A change of content sets the time of the
inode (ctime), which no program can set back short of the machine's clock. Times have a grain, so
a glance counts only when everything in it was older than the walk that read it, as git does with
files that are "racily clean". Good enough to answer a question; an audit always reads.
"""

import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from seatrial.frozen import Frozen, sha256
from seatrial.snapshot import opener
from seatrial.snapshot.roles import VERSION_CONTROL
from seatrial.snapshot.text import path_text

# The coarsest clock of a file system in use (FAT) counts in steps of two seconds.
GRAIN_NS = 2_000_000_000
# Where git says which commit is checked out.
_GIT = (".git/HEAD", ".git/packed-refs")
_GIT_FOLDERS = (".git/refs", ".git/reftable")


class Glance(Frozen):
    """`seen` is a digest over what the file system says of each path, `newest` the last change
    of an inode among them (nanoseconds), `files` how many there are."""

    seen: str
    newest: int
    files: int

    def settled(self, before: int) -> bool:
        """Whether nothing changed shortly before or after the moment `before` (nanoseconds)."""
        return self.newest < before - GRAIN_NS


@dataclass
class _Look:
    outside: Collection[str]
    lines: list[str] = field(default_factory=list)
    newest: int = 0
    files: int = 0

    def folder(self, folder: int, prefix: str, depth: int) -> None:
        for name, status in opener.entries(folder):
            path = prefix + path_text(name)
            if name in VERSION_CONTROL or path in self.outside:
                self.lines.append(f"{path}\0{stat.S_IFMT(status.st_mode)}")
            elif stat.S_ISDIR(status.st_mode):
                self.lines.append(f"{path}\0{status.st_mode}")
                self._enter(folder, name, path, depth)
            else:
                self._file(path, status)

    def _enter(self, parent: int, name: str, path: str, depth: int) -> None:
        if depth >= opener.MOST_DEEP:
            return
        try:
            folder = opener.open_folder(name, parent)
        except OSError as error:
            self.lines.append(f"{path}\0{error.errno}")
            return
        try:
            self.folder(folder, path + "/", depth + 1)
        except OSError as error:  # it may be opened, and not be looked into
            self.lines.append(f"{path}\0{error.errno}")
        finally:
            os.close(folder)

    def _file(self, path: str, status: os.stat_result) -> None:
        self.files += 1
        self.mark(path, status)

    def mark(self, path: str, s: os.stat_result) -> None:
        times = f"{s.st_mtime_ns}\0{s.st_ctime_ns}"
        self.lines.append(f"{path}\0{s.st_mode}\0{s.st_size}\0{s.st_dev}\0{s.st_ino}\0{times}")
        self.newest = max(self.newest, s.st_ctime_ns)


def glance_at(root: Path, outside: Collection[str]) -> Glance:
    """What the file system says of `root`; paths in `outside` are no part of the tree."""
    look = _Look(frozenset(outside))
    descriptor = opener.open_root(root)
    try:
        look.folder(descriptor, "", 0)
    finally:
        os.close(descriptor)
    for path in _of_git(root):
        try:
            look.mark(str(path), os.lstat(path))
        except OSError:
            look.lines.append(f"{path}\0")
    return Glance(seen=sha256("\n".join(look.lines).encode()), newest=look.newest, files=look.files)


def _of_git(root: Path) -> Iterator[Path]:
    """Files that change when another commit is checked out or made."""
    if (root / ".git").is_symlink():
        return
    yield from (root / name for name in _GIT)
    for name in _GIT_FOLDERS:
        for folder, folders, names in os.walk(root / name):
            folders.sort()
            yield from (Path(folder) / n for n in sorted(names))
