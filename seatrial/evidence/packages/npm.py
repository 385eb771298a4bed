"""package.json, package-lock.json and npm-shrinkwrap.json.

Format: https://docs.npmjs.com/cli/configuring-npm/package-lock-json
"""

from collections.abc import Iterator, Mapping
from typing import Any

from seatrial.evidence.manifests.text import table
from seatrial.evidence.packages.model import Need, Package, Reading, Scope, Unreadable
from seatrial.evidence.packages.values import entries, json_key_lines, text, the_json

KINDS = (
    ("dependencies", Scope.RUNTIME),
    ("optionalDependencies", Scope.OPTIONAL),
    ("devDependencies", Scope.DEVELOPMENT),
)
_REGISTRIES = ("https://registry.npmjs.org/", "https://registry.yarnpkg.com/")
_INSTALLS = ("preinstall", "install", "postinstall")
_INSIDE = ("file:", "link:", "workspace:", "portal:", "./", "../")
_ELSEWHERE = ("git", "http:", "https:", "github:", "gitlab:", "bitbucket:", "ssh:")


def read_package_json(content: str) -> Reading:
    package, lines = the_json(content), json_key_lines(content)
    peers = table(package, "peerDependencies")
    licence = package.get("license")
    return Reading(
        name=text(package, "name"),
        version=text(package, "version"),
        licence=text(licence, "type") if isinstance(licence, Mapping) else text(package, "license"),
        shipped=package.get("private") is not True,
        needs=tuple(_needs(package, lines))
        + tuple(
            Need(name=n, wants=str(r), scope=Scope.OPTIONAL, extra="peer", line=lines.get(n, 1))
            for n, r in peers.items()
        ),
        installs=tuple(
            (key, lines.get(key, 1)) for key in table(package, "scripts") if key in _INSTALLS
        ),
    )


def _needs(package: Mapping[str, Any], lines: Mapping[str, int]) -> Iterator[Need]:
    for kind, scope in KINDS:
        for name, wants in table(package, kind).items():
            yield Need(
                name=name,
                wants=str(wants),
                scope=scope,
                origin=origin_of(str(wants)),
                line=lines.get(name, 1),
            )


def origin_of(wants: str) -> str:
    """The address or path that stands in place of a range, '' for a range."""
    if wants.startswith(_INSIDE):
        path = wants.partition(":")[2] if ":" in wants else wants
        return path if path.startswith(".") else f"./{path}"
    return wants if wants.startswith(_ELSEWHERE) or _is_shorthand(wants) else ""


def _is_shorthand(wants: str) -> bool:
    """`owner/repository` on GitHub."""
    return wants.count("/") == 1 and not wants.startswith(("@", "npm:", "^", "~", "<", ">"))


def read_package_lock(content: str) -> Reading:
    lock, lines = the_json(content), json_key_lines(content)
    if isinstance(lock.get("packages"), Mapping):
        return _from_packages(table(lock, "packages"), lines)
    if isinstance(lock.get("dependencies"), Mapping):
        return Reading(packages=tuple(_nested(table(lock, "dependencies"), lines)))
    if not lock.get("lockfileVersion"):
        raise Unreadable("neither packages nor dependencies are in it")
    return Reading()


def _from_packages(packages: Mapping[str, Any], lines: Mapping[str, int]) -> Reading:
    """Versions 2 and 3: one table a place below node_modules; the others are the tree's own."""
    own = [(k, p) for k, p in entries(packages) if "node_modules/" not in k]
    direct = {n for _, p in own for kind, _ in KINDS for n in table(p, kind)}
    placed = [
        (k, p) for k, p in entries(packages) if "node_modules/" in k and p.get("link") is not True
    ]
    versions = {key: text(p, "version") for key, p in placed}
    return Reading(
        packages=tuple(
            _package(name_at(key), p, lines.get(key, 1), name_at(key) in direct).model_copy(
                update={"requires": _resolved(key, p, versions)}
            )
            for key, p in placed
        ),
        copied=tuple(
            (folder, name, str(wants))
            for folder, p in own
            for kind, _ in KINDS
            for name, wants in table(p, kind).items()
        ),
        peers=tuple(sorted({n for _, p in placed for n in table(p, "peerDependencies")})),
    )


def _resolved(key: str, row: Mapping[str, Any], versions: Mapping[str, str]) -> tuple[str, ...]:
    """What node finds from `key` upwards for each name that the package needs."""
    found = set()
    for name in (*table(row, "dependencies"), *table(row, "optionalDependencies")):
        place = key
        while place and f"{place}/node_modules/{name}" not in versions:
            place = place.rpartition("/node_modules/")[0]
        at = f"{place}/node_modules/{name}" if place else f"node_modules/{name}"
        found.add(f"{name}@{versions[at]}" if at in versions else name)
    return tuple(sorted(found))


def name_at(key: str) -> str:
    """The package's name at the end of a path below node_modules."""
    return key.rpartition("node_modules/")[2]


def _package(name: str, row: Mapping[str, Any], line: int, direct: bool | None) -> Package:
    resolved, integrity = text(row, "resolved"), text(row, "integrity")
    needs = [*table(row, "dependencies"), *table(row, "requires")]
    return Package(
        ecosystem="npm",
        name=text(row, "name") or name,
        version=text(row, "version"),
        scope=_scope(row),
        direct=direct,
        licence=text(row, "license"),
        hashes=tuple(integrity.split()),
        origin="" if resolved.startswith(_REGISTRIES) else _place(resolved),
        requires=tuple(sorted(set(needs))),
        runs_script=row.get("hasInstallScript") is True,
        bundled=row.get("inBundle") is True or row.get("bundled") is True,
        line=line,
    )


def _place(resolved: str) -> str:
    return origin_of(resolved) or resolved


def _scope(row: Mapping[str, Any]) -> Scope:
    if row.get("dev") is True or row.get("devOptional") is True:
        return Scope.DEVELOPMENT
    return Scope.OPTIONAL if row.get("optional") is True else Scope.RUNTIME


def _nested(dependencies: Mapping[str, Any], lines: Mapping[str, int]) -> Iterator[Package]:
    """Version 1: what a package brings for itself is nested below it."""
    todo = list(entries(dependencies))
    while todo:
        name, row = todo.pop()
        version = text(row, "version")
        plain = {**row, "version": ""} if origin_of(version) else row
        found = _package(name, plain, lines.get(name, 1), None)
        yield found.model_copy(update={"origin": origin_of(version) or found.origin})
        todo.extend(entries(table(row, "dependencies")))
