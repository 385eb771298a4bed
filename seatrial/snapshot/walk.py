"""Walks the audited tree once and copies what is read into the store."""

import fnmatch
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pathspec import GitIgnoreSpec

from seatrial.batch import Meter
from seatrial.snapshot import opener
from seatrial.snapshot.git import Head
from seatrial.snapshot.languages import language_of
from seatrial.snapshot.model import Entry, Fate, Mode
from seatrial.snapshot.roles import TOOL_FOLDERS, VERSION_CONTROL, role_of
from seatrial.snapshot.secrets import PLAIN_FILE
from seatrial.snapshot.snapshot import link_entry
from seatrial.snapshot.store import Store
from seatrial.snapshot.text import path_text

Met = tuple[str, os.stat_result]
MOST_BYTES = 5 * 1024 * 1024
_SNIFF = 8192
# Text with a NUL in it: at least so many bytes for each, and no other control character.
_FEW = 10
_PRINTED = bytes({0, *b"\t\n\x0b\x0c\r\x1b", *range(32, 127), *range(128, 256)})


@dataclass
class Walk:
    """One pass over the tree. Afterwards `entries`, `outside` and `differs` tell what was met.

    `differs` is the first tracked or new path that is not as HEAD has it, empty when clean.
    """

    store: Store
    head: Head
    meter: Meter
    entries: list[Entry] = field(default_factory=list)
    outside: list[tuple[str, str]] = field(default_factory=list)
    differs: str = ""
    _ignores: list[tuple[str, GitIgnoreSpec]] = field(default_factory=list)

    def run(self, root: Path) -> None:
        descriptor = opener.open_root(root)
        try:
            self._folder(descriptor, list(opener.entries(descriptor)), "", 0)
        finally:
            os.close(descriptor)
        self.entries.sort(key=lambda e: e.path.encode())
        self._note_missing()

    def _folder(self, folder: int, here: Sequence[Met], prefix: str, depth: int) -> None:
        self.meter.expect(sum(not stat.S_ISDIR(status.st_mode) for _, status in here))
        rules = len(self._ignores)
        if self.head.known and any(name == ".gitignore" for name, _ in here):
            self._learn_ignores(folder, prefix)
        for name, status in here:
            path = prefix + path_text(name)
            self._visit(folder, name, path, status, depth)
        del self._ignores[rules:]

    def _visit(self, folder: int, name: str, path: str, status: os.stat_result, depth: int) -> None:
        is_folder = stat.S_ISDIR(status.st_mode)
        if reason := self._left_out(name, path, is_folder):
            self.outside.append((path, reason))
        elif is_folder:
            self._enter(folder, name, path, depth)
        elif stat.S_ISLNK(status.st_mode):
            self._link(folder, name, path)
        elif stat.S_ISREG(status.st_mode):
            self._file(folder, name, path)
        else:
            self._skip(path, Mode.SPECIAL, "not a regular file")

    def _left_out(self, name: str, path: str, is_folder: bool) -> str:
        """Why a path is no part of the tree, or nothing. What git tracks always is part."""
        if name in VERSION_CONTROL:
            return "version control's own folder"
        if path in self.head.folders or path in self.head.blobs:
            return ""
        if is_folder and (name in TOOL_FOLDERS or fnmatch.fnmatch(name, "*.egg-info")):
            return "made by a tool from other files"
        if self._ignored(path + "/" if is_folder else path):
            return "not in the commit and ignored by git"
        return ""

    def _enter(self, parent: int, name: str, path: str, depth: int) -> None:
        if depth >= opener.MOST_DEEP:
            return self._skip(path, Mode.FOLDER, f"deeper than {opener.MOST_DEEP} folders")
        try:
            folder = opener.open_folder(name, parent)
        except OSError as error:
            return self._skip(path, Mode.FOLDER, f"cannot be opened ({error.strerror})")
        try:
            here = list(opener.entries(folder))
        except OSError as error:
            self._skip(path, Mode.FOLDER, f"cannot be listed ({error.strerror})")
        else:
            self._folder(folder, here, path + "/", depth + 1)
        finally:
            os.close(folder)

    def _file(self, folder: int, name: str, path: str) -> None:
        try:
            content = opener.read_file(name, folder, MOST_BYTES)
        except OSError as error:
            return self._skip(path, Mode.FILE, f"cannot be read ({error.strerror or error})")
        entry = describe(path, content)
        if entry.fate is not Fate.SKIPPED:
            self.store.put(content.sha256, content.head)
        self._keep(entry, content.git_blob)

    def _link(self, folder: int, name: str, path: str) -> None:
        try:
            target = os.fsencode(os.readlink(name, dir_fd=folder))
        except OSError as error:
            return self._skip(path, Mode.LINK, f"cannot be read ({error.strerror})")
        self._keep(link_entry(path, target), opener.blob_id(target))

    def _skip(self, path: str, mode: Mode, reason: str) -> None:
        if mode is Mode.FOLDER:
            self.meter.expect(1)
        self.entries.append(Entry(path=path, mode=mode, size=0, fate=Fate.SKIPPED, reason=reason))
        self.differs = self.differs or path
        self.meter.advance(1)

    def _keep(self, entry: Entry, git_blob: str) -> None:
        self.entries.append(entry)
        if self.head.blobs.get(entry.path) != git_blob:
            self.differs = self.differs or entry.path
        self.meter.advance(1)

    def _note_missing(self) -> None:
        met = {e.path for e in self.entries}
        for path in self.head.blobs:
            if path not in met:
                self.differs = self.differs or path

    def _learn_ignores(self, folder: int, prefix: str) -> None:
        try:
            content = opener.read_file(".gitignore", folder, MOST_BYTES)
        except OSError:
            return
        lines = content.head.decode("utf-8", "replace").splitlines()
        self._ignores.append((prefix, GitIgnoreSpec.from_lines(lines)))

    def _ignored(self, path: str) -> bool:
        return any(spec.match_file(path[len(prefix) :]) for prefix, spec in self._ignores)


def describe(path: str, content: opener.Content) -> Entry:
    """What one regular file is, from its name and its bytes."""
    language = language_of(path, content.head[:200])
    text = content.whole and is_text(path, language, content.head)
    fate, reason = _fate(content, text)
    return Entry(
        path=path,
        mode=Mode.EXECUTABLE if content.executable else Mode.FILE,
        size=content.size,
        sha256=content.sha256,
        language=language,
        role=role_of(path, language, content.head),
        fate=fate,
        reason=reason,
        lines=_count_lines(content.head) if text else 0,
        text=text,
    )


def is_text(path: str, language: str, content: bytes) -> bool:
    """Whether `content` is text. One NUL byte makes no binary of a file whose name says that it is
    a program or settings: a shell, an interpreter and whoever loads it read on."""
    sniffed = content[:_SNIFF]
    nuls = sniffed.count(0)
    if not nuls:
        return True
    if not (language or PLAIN_FILE.search(path)) or nuls * _FEW > len(sniffed):
        return False
    return not sniffed.translate(None, _PRINTED) and _decodes(content)


def _decodes(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _fate(content: opener.Content, text: bool) -> tuple[Fate, str]:
    if not content.whole:
        return Fate.SKIPPED, f"{content.size} bytes: only files up to {MOST_BYTES} are read"
    if not text:
        return Fate.PARTLY, "binary: only its name, digest and first bytes were looked at"
    if b"\0" in content.head:
        return Fate.PARTLY, "holds NUL bytes: read as text, which some tools refuse"
    try:
        content.head.decode("utf-8")
    except UnicodeDecodeError as error:
        return Fate.PARTLY, f"not valid UTF-8 at byte {error.start}: shown with replacements"
    return Fate.READ, ""


def _count_lines(content: bytes) -> int:
    return content.count(b"\n") + (not content.endswith(b"\n") and bool(content))
