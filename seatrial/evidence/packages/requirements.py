"""Requirement files as pip reads them: names, pins, hashes, addresses, with their lines.

Format: https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seatrial.evidence.manifests.text import requirement_name
from seatrial.evidence.packages.model import Address, Need, Package, Reading, Scope
from seatrial.evidence.packages.pyproject import need_of

_COMMENT = re.compile(r"(^|\s)#.*")
_PIN = re.compile(r"^[A-Za-z0-9][\w.\[\],-]*\s*===?\s*([^,;*\s]+)\s*(;|--hash|$)")
_HASH = re.compile(r"--hash=(\w+:[0-9A-Fa-f]+)")
_OPTION = re.compile(r"(?:-i|--index-url|--extra-index-url|--find-links|-f)[\s=]+(\S+)")
_ADDRESS = re.compile(r"(?:(?:-e|--editable)[\s=]+)?((?:git|hg|svn|bzr)\+\S+|https?://\S+)")
_EGG = re.compile(r"#egg=([\w.-]+)")


@dataclass(frozen=True)
class Line:
    """One line as pip sees it, continuations joined; lines are 1-based, inclusive."""

    text: str
    start: int
    end: int


def read_requirements(content: str) -> Reading:
    """A file is a lock when every requirement in it is pinned."""
    found = [_requirement(line) for line in _joined(content.split("\n"))]
    named = [f for f in found if isinstance(f, _Requirement)]
    return Reading(
        lock=bool(named) and all(r.version for r in named),
        needs=tuple(r.need for r in named),
        packages=tuple(_package(r) for r in named),
        registries=tuple(f for f in found if isinstance(f, Address)),
        shipped=False,
    )


@dataclass(frozen=True)
class _Requirement:
    need: Need
    version: str
    hashes: tuple[str, ...]


def _package(requirement: _Requirement) -> Package:
    need = requirement.need
    return Package(
        ecosystem="pypi",
        name=need.name,
        version=requirement.version,
        hashes=requirement.hashes,
        origin=need.origin,
        line=need.line,
    )


def _joined(lines: Sequence[str]) -> Iterator[Line]:
    number = 0
    while number < len(lines):
        start, parts = number, []
        while True:
            raw = lines[number].rstrip("\r")
            line = raw if "#egg=" in raw else _COMMENT.sub("", raw).rstrip()
            number += 1
            parts.append(line.removesuffix("\\"))
            if not line.endswith("\\") or number == len(lines):
                break
        yield Line(" ".join(parts).strip(), start + 1, number)


def _requirement(line: Line) -> _Requirement | Address | None:
    text = line.text
    if option := _OPTION.match(text):
        return Address(url=option[1], line=line.start)
    if address := _ADDRESS.match(text):
        egg = _EGG.search(text)
        name = requirement_name(egg[1]) if egg else ""
        need = Need(name=name, scope=Scope.UNKNOWN, origin=address[1], line=line.start)
        return _Requirement(need, "", ()) if name else None
    if not text or text.startswith(("-", "#", ".", "/")):
        return None
    need_or_none = need_of(text.partition(" --hash")[0], line.start, Scope.UNKNOWN)
    if need_or_none is None:
        return None
    pin = _PIN.match(text)
    return _Requirement(need_or_none, pin[1] if pin else "", tuple(_HASH.findall(text)))
