"""Whether a version lies in what an advisory calls affected: PEP 440 and semantic versions.

The rules: https://ossf.github.io/osv-schema/#evaluation
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from packaging.version import Version

_SEMVER = re.compile(
    r"v?(\d{1,20})(?:\.(\d{1,20}))?(?:\.(\d{1,20}))?(?:-([\w.-]+))?(?:\+[\w.-]*)?", re.ASCII
)
_BY_SEMVER = frozenset({"npm", "crates.io", "Go", "Hex", "Pub", "SwiftURL"})
_LOWEST = "0"
Key = Callable[[str], Any]


def is_affected(
    ecosystem: str,
    version: str,
    ranges: Iterable[Mapping[str, Any]],
    versions: Iterable[str],
) -> bool | None:
    """None when the version can be compared with none of it: that is neither yes nor no."""
    listed = list(versions)
    if version in listed:
        return True
    unclear = not listed
    for found in ranges:
        if found.get("type") == "GIT":  # commits of a repository, which no lock file names
            continue
        try:
            if _within(version, found.get("events") or (), _key_of(ecosystem, found)):
                return True
            unclear = False
        except ValueError:
            return None
    if not unclear and ecosystem == "PyPI" and listed:
        return _same_release(version, listed)
    return None if unclear else False


def _same_release(version: str, listed: Iterable[str]) -> bool | None:
    """1.0 and 1.0.0 are one version to PEP 440."""
    try:
        mine = Version(version)
    except ValueError:
        return None
    return any(mine == other for other in map(_version, listed) if other)


def _version(text: str) -> Version | None:
    try:
        return Version(text)
    except ValueError:
        return None


def _key_of(ecosystem: str, found: Mapping[str, Any]) -> Key:
    """How versions of this range are ordered. Raises ValueError when that is not known here."""
    if found.get("type") == "SEMVER" or ecosystem in _BY_SEMVER:
        return semantic
    if ecosystem == "PyPI":
        return Version
    raise ValueError(f"versions of {ecosystem} are not compared")


def _within(version: str, events: Iterable[Mapping[str, str]], key: Key) -> bool:
    """The events in their order: introduced opens, fixed and last_affected close."""
    mine = key(version)
    points = [(kind, at) for event in events for kind, at in event.items() if kind in _KINDS]
    opening = [(kind, at) for kind, at in points if at == _LOWEST]
    others = [(key(at), _KINDS[kind], kind) for kind, at in points if at != _LOWEST]
    affected = any(kind == "introduced" for kind, _ in opening)
    for at, _, kind in sorted(others):
        if kind == "introduced" and mine >= at:
            affected = True
        elif (kind == "fixed" and mine >= at) or (kind == "last_affected" and mine > at):
            affected = False
    return affected


# Where two stand at one version, what closes comes after what opens.
_KINDS = {"introduced": 0, "fixed": 1, "last_affected": 2}


def semantic(text: str) -> tuple[Any, ...]:
    """A key in the order of https://semver.org, section 11; numbers left out are 0.

    Raises ValueError for what is no such version.
    """
    found = _SEMVER.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is no semantic version")
    numbers = tuple(int(found[n] or 0) for n in (1, 2, 3))
    if not found[4]:
        return (*numbers, (1,))
    parts = found[4].split(".")
    return (*numbers, (0, tuple((0, int(p), "") if p.isdigit() else (1, 0, p) for p in parts)))


def fixed_versions(ranges: Iterable[Mapping[str, Any]]) -> list[str]:
    """The versions that end a range, as they are written."""
    events = (e for r in ranges if r.get("type") != "GIT" for e in r.get("events") or ())
    return list(dict.fromkeys(event["fixed"] for event in events if "fixed" in event))
