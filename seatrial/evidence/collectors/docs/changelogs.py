"""Reads the entries of a changelog: versions and dates with their lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from seatrial.evidence.survey import Survey

FILES = (
    r"(docs?/(.*/)?)?(changelog|changes|history|news|releases?|release[-_]notes|whats[-_]?new)[^/]*"
)
_PROSE = (".md", ".rst", ".txt", ".adoc", ".markdown")
_VERSION = re.compile(
    r"(?<![\w.])v?(\d{1,4}(?:\.\d{1,8}){1,3})"
    r"((?:[-.]?(?:a|b|c|rc|alpha|beta|dev|pre|post|preview|snapshot)[-.]?\d*)?)(?!\w)",
    re.IGNORECASE,
)
_DATE = re.compile(r"\b(19|20)\d\d[-./]\d\d?[-./]\d\d?\b|\b\d\d?[-./ ]\w{2,9}[-./ ,]+20\d\d\b")
_UNRELEASED = re.compile(
    r"unreleased|not yet released|in development|upcoming|tbd|tba|yyyy|xx-xx|next|\?\?|\bwip\b",
    re.IGNORECASE,
)
_MENTIONS = re.compile(r"from|to|migrat|upgrad|updat|since|support|drop|python|django|node", re.I)
_HEADING = re.compile(r"\s{0,3}(#{1,4}\s|\*\*|<h\d)|\s{0,3}(\[|version\s|release\s|v)?\d", re.I)
_PLAIN = 9
_UNDERLINE = re.compile(r"[=~^*+\"-]{3,}\s*$")


@dataclass(frozen=True)
class Entry:
    """One release. `version` holds its numbers; `text` is as written."""

    version: tuple[int, ...]
    text: str
    line: int


@dataclass(frozen=True)
class Changelog:
    """`pending`: a section for what is not released yet stands above the newest release."""

    path: str
    entries: tuple[Entry, ...]
    dated: int
    pending: bool

    @property
    def newest(self) -> Entry | None:
        return max(self.entries, key=lambda e: e.version, default=None)


def numbers(version: str) -> tuple[int, ...]:
    """`1.2.0` as (1, 2): trailing zeros say nothing."""
    parts = [int(part) for part in version.split(".")]
    while len(parts) > 1 and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def is_release(version: str) -> bool:
    """True for plain numbers: development and preview versions are not compared."""
    return bool(re.fullmatch(r"[vV]?\d{1,8}(\.\d{1,8}){0,3}", version))


def read_changelog(survey: Survey) -> Changelog | None:
    """The changelog nearest the root, None when there is none.

    A RELEASE.md without any release is about how to release.
    """
    found = sorted(survey.snapshot.named(FILES), key=lambda e: (e.path.count("/"), e.path))
    found = [e for e in found if "." not in e.path or e.path.endswith(_PROSE)]
    read = [_read(e.path, survey.snapshot.lines(e.path)) for e in found]
    told = [changelog for changelog in read if changelog.entries or changelog.dated]
    sure = [c for c in read if re.search(r"(?i)(^|/)(changelog|changes|history)", c.path)]
    return next(iter(told or sure), None)


def _read(path: str, lines: Sequence[str]) -> Changelog:
    found: list[tuple[int, Entry]] = []
    dated, pending = 0, False
    for number, line in enumerate(lines, 1):
        below = lines[number] if number < len(lines) else ""
        dated += bool(_DATE.search(line[:300]))
        level = _level(line, below)
        if level and _UNRELEASED.search(line):
            pending = pending or not found
        elif level and (entry := _release(line, number)):
            found.append((level, entry))
    return Changelog(path, _no_deeper_than_the_first(found), dated, pending)


def _no_deeper_than_the_first(found: Sequence[tuple[int, Entry]]) -> tuple[Entry, ...]:
    """Some changelogs head one old release above the others. Plain lines count alone."""
    deepest = next((level for level, _ in found if level < _PLAIN), _PLAIN)
    return tuple(entry for level, entry in found if level <= deepest)


def _level(line: str, below: str) -> int:
    """How deep a heading stands, _PLAIN for a line that may be one, 0 for none."""
    if len(line) > 200 or not (_HEADING.match(line) or _UNDERLINE.fullmatch(below)):
        return 0
    if _UNDERLINE.fullmatch(below):
        return 1
    return len(line.lstrip()) - len(line.lstrip().lstrip("#")) or _PLAIN


def _release(line: str, number: int) -> Entry | None:
    """The release that a heading is about: hardly a word stands before its version."""
    found = _VERSION.search(line)
    if found is None or found[2]:
        return None
    before = re.findall(r"[A-Za-z][\w.-]*", line[: found.start()])
    if len(before) > 2 or any(_MENTIONS.match(word) for word in before):
        return None
    return Entry(numbers(found[1]), found[1], number)
