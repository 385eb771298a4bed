"""pnpm-lock.yaml, versions 5 to 9. Format: https://github.com/pnpm/spec/tree/master/lockfile"""

import re
from collections.abc import Iterable, Iterator

from seatrial.evidence.packages.indented import Branch, flow, read_indented
from seatrial.evidence.packages.model import Package, Reading, Scope, Unreadable
from seatrial.evidence.packages.npm import KINDS, origin_of

_PEERS = re.compile(r"\(.*")
_BY_SLASH = re.compile(r"/((?:@[^/]+/)?[^/@]+)/(\d[^/_(]*)[^/]*$")  # until version 5


def read_pnpm(content: str) -> Reading:
    root = read_indented(content)
    if not root.get("lockfileVersion"):
        raise Unreadable("it names no lockfileVersion")
    importers = list(root.pairs("importers")) or [Branch(".", "", 1, root.below)]
    wanted = [w for i in importers for w in _wanted(i)]
    rows = list(root.pairs("packages"))
    requires = _requires(list(root.pairs("snapshots")) or rows)
    scopes = _scopes(wanted, requires)
    direct = {(name, version) for _, _, name, _, version, _ in wanted}
    return Reading(
        packages=tuple(_package(b, requires, scopes, direct) for b in rows),
        peers=tuple(sorted({b.key for row in rows for b in row.pairs("peerDependencies")})),
        copied=tuple((folder, name, wants) for folder, _, name, wants, _, _ in wanted if wants),
    )


def split(key: str) -> tuple[str, str]:
    """Name and version of `/@a/b@1.0(peer@2)`, `/@a/b/1.0_peer` or `@a/b@1.0`."""
    if slashed := _BY_SLASH.match(key):
        return slashed[1], slashed[2]
    name, _, version = _PEERS.sub("", key).removeprefix("/").rpartition("@")
    return name, version


_Key = tuple[str, str]
_Wanted = tuple[str, Scope, str, str, str, int]


def _wanted(importer: Branch) -> Iterator[_Wanted]:
    folder = "" if importer.key == "." else importer.key
    specifiers = {b.key: b.value for b in importer.pairs("specifiers")}  # until version 5
    for kind, scope in KINDS:
        for need in importer.pairs(kind):
            version = need.text("version") or need.value
            wants = need.text("specifier") or specifiers.get(need.key, "")
            yield folder, scope, need.key, wants, _bare(version), need.line


def _bare(version: str) -> str:
    """A version without the peers that it was resolved with: `1.0(a@2)`, once `1.0_a@2`."""
    plain = _PEERS.sub("", version)
    return plain.partition("_")[0] if plain[:1].isdigit() else plain


def _requires(rows: Iterable[Branch]) -> dict[_Key, set[_Key]]:
    """What each package needs; one that is there for several peers needs all that any needs."""
    found: dict[_Key, set[_Key]] = {}
    for row in rows:
        needs = [*row.pairs("dependencies"), *row.pairs("optionalDependencies")]
        found.setdefault(split(row.key), set()).update(_target(b.key, b.value) for b in needs)
    return found


def _scopes(wanted: Iterable[_Wanted], requires: dict[_Key, set[_Key]]) -> dict[_Key, Scope]:
    """Reached from what the manifests want at run time, optionally, or for development."""
    found: dict[_Key, Scope] = {}
    for scope in (Scope.RUNTIME, Scope.OPTIONAL, Scope.DEVELOPMENT):
        todo = [_target(name, version) for _, s, name, _, version, _ in wanted if s is scope]
        while todo:
            key = todo.pop()
            if key not in found:
                found[key] = scope
                todo.extend(requires.get(key, ()))
    return found


def _target(name: str, version: str) -> tuple[str, str]:
    """What a dependency stands for: an alias names another package with its version."""
    plain = _bare(version)
    if "@" in plain[1:] or plain.startswith("/"):
        return split(plain)
    return name, plain


def _package(
    row: Branch,
    requires: dict[_Key, set[_Key]],
    scopes: dict[_Key, Scope],
    direct: set[_Key],
) -> Package:
    name, version = split(row.key)
    resolution = row.get("resolution")
    stated = flow(resolution.value) if resolution and resolution.value else {}
    nested = {b.key: b.value for b in row.pairs("resolution")}
    integrity = stated.get("integrity") or nested.get("integrity", "")
    return Package(
        ecosystem="npm",
        name=row.text("name") or name,
        version=row.text("version") or version,
        scope=_dev(row) or scopes.get((name, version), Scope.UNKNOWN),
        direct=(name, version) in direct,
        hashes=tuple(integrity.split()),
        origin=_origin({**nested, **stated}),
        requires=tuple(sorted(map("@".join, requires.get((name, version), ())))),
        runs_script=row.text("requiresBuild") == "true",
        line=row.line,
    )


def _dev(row: Branch) -> Scope | None:
    """Until version 6 each package says whether it is for development only."""
    if row.text("dev") == "true":
        return Scope.DEVELOPMENT
    if row.text("optional") == "true":
        return Scope.OPTIONAL
    return Scope.RUNTIME if row.text("dev") == "false" else None


def _origin(resolution: dict[str, str]) -> str:
    if repo := resolution.get("repo"):
        return f"git+{repo}"
    directory = resolution.get("directory")
    if directory:
        return directory if directory.startswith(".") else f"./{directory}"
    return origin_of(resolution.get("tarball", ""))
