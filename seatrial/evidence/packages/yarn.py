"""yarn.lock of yarn 1 and of later versions ("berry").

Formats: https://classic.yarnpkg.com/lang/en/docs/yarn-lock, https://yarnpkg.com/configuration
"""

import re
from collections.abc import Iterator

from seatrial.evidence.packages.indented import Branch, read_indented
from seatrial.evidence.packages.model import Package, Reading, Unreadable
from seatrial.evidence.packages.npm import origin_of

_REGISTRIES = ("https://registry.yarnpkg.com/", "https://registry.npmjs.org/")
_OWN = re.compile(r"@(workspace|link|portal):")


def read_yarn(content: str) -> Reading:
    root = read_indented(content)
    rows = [b for b in root.below if b.key != "__metadata"]
    if rows and not any(row.get("version") for row in rows):
        raise Unreadable("no entry of it states a version")
    berry = root.get("__metadata") is not None
    read = _berry if berry else _classic
    locked = {key: row.text("version") for row in rows for key in _keys(row)}
    found = [
        read(row).model_copy(update={"requires": _requires(row, locked)})
        for row in rows
        if not _is_own(row)
    ]
    return Reading(
        packages=tuple(found),
        copied=tuple(_copied(rows) if berry else _ranges(rows)),
        peers=_peers(rows) if berry else None,
    )


def _peers(rows: list[Branch]) -> tuple[str, ...]:
    return tuple(sorted({b.key for row in rows for b in row.pairs("peerDependencies")}))


def _keys(row: Branch) -> list[str]:
    return [key.strip().strip('"') for key in row.key.split(",")]


def _split(key: str) -> tuple[str, str]:
    """Name and range of `@a/b@^1.0` or `b@npm:^1.0`."""
    name, _, wants = key[1:].partition("@")
    return key[0] + name, wants


def _is_own(row: Branch) -> bool:
    """A member of the workspace. A patched package is locked a second time without its patch."""
    return bool(_OWN.search(row.text("resolution"))) or "@patch:" in row.key


def _berry(row: Branch) -> Package:
    name, place = _split(row.text("resolution") or _keys(row)[0])
    checksum = row.text("checksum")
    return Package(
        ecosystem="npm",
        name=name,
        version=row.text("version"),
        hashes=(f"yarn:{checksum}",) if checksum else (),
        origin="" if place.startswith("npm:") else origin_of(place),
        line=row.line,
    )


def _classic(row: Branch) -> Package:
    name, wants = _split(_keys(row)[0])
    if wants.startswith("npm:"):
        name = _split(wants.removeprefix("npm:"))[0]
    resolved = row.text("resolved").partition("#")
    integrity = row.text("integrity")
    return Package(
        ecosystem="npm",
        name=name,
        version=row.text("version"),
        hashes=tuple(integrity.split()) or ((f"sha1:{resolved[2]}",) if resolved[2] else ()),
        origin="" if resolved[0].startswith(_REGISTRIES) else origin_of(resolved[0]),
        line=row.line,
    )


def _requires(row: Branch, locked: dict[str, str]) -> tuple[str, ...]:
    found = set()
    for need in (*row.pairs("dependencies"), *row.pairs("optionalDependencies")):
        keys = (f"{need.key}@{need.value}", f"{need.key}@npm:{need.value}")
        version = next((locked[key] for key in keys if key in locked), "")
        found.add(f"{need.key}@{version}" if version else need.key)
    return tuple(sorted(found))


def _copied(rows: list[Branch]) -> Iterator[tuple[str, str, str]]:
    """What the entries of the workspace's members say that their manifests declare."""
    for row in rows:
        _, place = _split(row.text("resolution") or row.key)
        if place.startswith("workspace:"):
            folder = place.removeprefix("workspace:").removeprefix(".")
            for need in row.pairs("dependencies"):
                yield folder, need.key, need.value


def _ranges(rows: list[Branch]) -> Iterator[tuple[str, str, str]]:
    """Every range that is locked, whoever asks for it: yarn 1 knows no manifests."""
    for row in rows:
        for key in _keys(row):
            yield "", *_split(key)
