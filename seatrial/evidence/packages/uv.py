"""uv.lock. Format: https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile"""

from collections.abc import Iterator, Mapping
from typing import Any

from seatrial.evidence.manifests.text import normalised, table
from seatrial.evidence.packages.model import Package, Reading, Scope
from seatrial.evidence.packages.values import lines_of, rows, text, the_toml

_PYPI = "https://pypi.org/"


def read_uv(content: str) -> Reading:
    packages = rows(the_toml(content), "package")
    lines = lines_of(content, r"\[\[package\]\]")
    scopes = _scopes(packages)
    roots = [p for p in packages if _is_root(p)]
    direct = {_name(d) for root in roots for d in _all(root)}
    return Reading(
        packages=tuple(
            _package(p, line, scopes, direct)
            for p, line in zip(packages, lines, strict=False)
            if not _is_root(p)
        ),
        copied=tuple((_name(r), _name(d), text(d, "specifier")) for r in roots for d in _copied(r)),
    )


def _is_root(package: Mapping[str, Any]) -> bool:
    """The project itself or a member of its workspace."""
    source = table(package, "source")
    return "editable" in source or "virtual" in source


def _name(row: Mapping[str, Any]) -> str:
    return normalised(text(row, "name"))


def _all(root: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from rows(root, "dependencies")
    for kind in ("optional-dependencies", "dev-dependencies"):
        yield from (d for key in table(root, kind) for d in rows(table(root, kind), key))


def _copied(root: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What the lock says that the manifest declares, dropped conditions included."""
    metadata = table(root, "metadata")
    yield from rows(metadata, "requires-dist")
    groups = table(metadata, "requires-dev")
    yield from (d for key in groups for d in rows(groups, key))


def _scopes(packages: list[Mapping[str, Any]]) -> dict[str, Scope]:
    """Reached from the roots by what they always need, by an extra, or by a group."""
    requires = {_name(p): [_name(d) for d in _every(p)] for p in packages if not _is_root(p)}
    roots = [p for p in packages if _is_root(p)]
    found: dict[str, Scope] = {}
    for kind, scope in (
        ("dependencies", Scope.RUNTIME),
        ("optional-dependencies", Scope.OPTIONAL),
        ("dev-dependencies", Scope.DEVELOPMENT),
    ):
        todo = [_name(d) for root in roots for d in _of(root, kind)]
        while todo:
            name = todo.pop()
            if name not in found:
                found[name] = scope
                todo.extend(requires.get(name, ()))
    return found


def _of(root: Mapping[str, Any], kind: str) -> Iterator[Mapping[str, Any]]:
    if kind == "dependencies":
        yield from rows(root, kind)
        return
    groups = table(root, kind)
    yield from (d for key in groups for d in rows(groups, key))


def _every(package: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What a package needs, by its extras too: the lock holds only extras that are asked for."""
    yield from rows(package, "dependencies")
    extras = table(package, "optional-dependencies")
    yield from (d for key in extras for d in rows(extras, key))


def _package(
    package: Mapping[str, Any], line: int, scopes: Mapping[str, Scope], direct: set[str]
) -> Package:
    name = _name(package)
    files = [table(package, "sdist"), *rows(package, "wheels")]
    return Package(
        ecosystem="pypi",
        name=name,
        version=text(package, "version"),
        scope=scopes.get(name, Scope.UNKNOWN),
        direct=name in direct,
        hashes=tuple(h for f in files if (h := text(f, "hash"))),
        origin=_origin(table(package, "source")),
        requires=tuple(sorted({_name(d) for d in _every(package)})),
        line=line,
    )


def _origin(source: Mapping[str, Any]) -> str:
    for kind in ("git", "url", "path", "directory", "registry"):
        if found := text(source, kind):
            return "" if found.startswith(_PYPI) else _local(kind, found)
    return ""


def _local(kind: str, found: str) -> str:
    plain = found if found.startswith((".", "/")) or "://" in found else f"./{found}"
    return f"git+{plain}" if kind == "git" else plain
