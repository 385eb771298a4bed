"""poetry.lock, pdm.lock and pylock.toml: Python locks that list each package with its files.

Formats: python-poetry.org/docs/libraries, pdm-project.org/latest/usage/lockfile, PEP 751.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from seatrial.evidence.manifests.text import normalised, requirement_name, strings_in, table
from seatrial.evidence.packages.model import Package, Reading, Scope
from seatrial.evidence.packages.values import lines_of, list_of, rows, text, the_toml

_MAIN = frozenset({"main", "default"})


def read_poetry(content: str) -> Reading:
    return _read(content, "package")


def read_pdm(content: str) -> Reading:
    return _read(content, "package")


def read_pylock(content: str) -> Reading:
    return _read(content, "packages")


def _read(content: str, key: str) -> Reading:
    tables = the_toml(content)
    lines = lines_of(content, rf"\[\[{key}\]\]")
    before_1_5 = table(table(tables, "metadata"), "files")
    found = (
        _package(package, line, before_1_5)
        for package, line in zip(rows(tables, key), lines, strict=False)
    )
    return Reading(packages=tuple(p for p in found if not p.local))


def _package(package: Mapping[str, Any], line: int, files: Mapping[str, Any]) -> Package:
    name = normalised(text(package, "name"))
    listed = [*rows(package, "files"), *rows(package, "wheels")]
    listed += rows(files, text(package, "name"))
    return Package(
        ecosystem="pypi",
        name=name,
        version=text(package, "version"),
        scope=_scope(package),
        hashes=tuple(_hashes([*listed, *_archives(package)])),
        origin=_origin(package),
        requires=tuple(sorted(_requires(package))),
        line=line,
    )


def _archives(package: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [table(package, "sdist"), table(package, "archive")]


def _hashes(files: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for file in files:
        if stated := text(file, "hash"):
            yield stated
        for algorithm, value in table(file, "hashes").items():
            yield f"{algorithm}:{value}"


def _scope(package: Mapping[str, Any]) -> Scope:
    groups = strings_in([package.get("groups")])
    if not groups:
        category = {"dev": Scope.DEVELOPMENT, "main": Scope.RUNTIME}
        found = category.get(text(package, "category"), Scope.UNKNOWN)
    else:
        found = Scope.RUNTIME if _MAIN & set(groups) else Scope.DEVELOPMENT
    optional = package.get("optional") is True and found is Scope.RUNTIME
    return Scope.OPTIONAL if optional else found


def _requires(package: Mapping[str, Any]) -> set[str]:
    listed = package.get("dependencies")
    if isinstance(listed, Mapping):
        return {normalised(name) for name in listed}
    plain = {requirement_name(r) for r in strings_in([listed])}
    return plain | {normalised(text(r, "name")) for r in rows(package, "dependencies")}


def _origin(package: Mapping[str, Any]) -> str:
    """Poetry writes a source table, pdm a key, pylock a table a kind."""
    source = table(package, "source")
    kind, url = text(source, "type"), text(source, "url")
    if kind in ("directory", "file") or list_of(package, "path") or text(package, "path"):
        path = url or text(package, "path")
        return path if path.startswith(".") else f"./{path}"
    if kind == "git" or text(package, "git"):
        return f"git+{url or text(package, 'git')}"
    if "directory" in package:
        return f"./{text(table(package, 'directory'), 'path')}"
    if vcs := table(package, "vcs"):
        return f"{text(vcs, 'type')}+{text(vcs, 'url')}"
    return url or text(table(package, "archive"), "url") or text(package, "url")
