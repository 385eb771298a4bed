"""Pipfile and Pipfile.lock. Format: https://github.com/pypa/pipfile"""

from collections.abc import Iterator, Mapping
from typing import Any

from seatrial.evidence.manifests.text import normalised, strings_in, table
from seatrial.evidence.packages.model import Address, Need, Package, Reading, Scope
from seatrial.evidence.packages.values import (
    json_key_lines,
    key_lines,
    rows,
    tables_in,
    text,
    the_json,
    the_toml,
)

_LOCKED = (("default", Scope.RUNTIME), ("develop", Scope.DEVELOPMENT))
_DECLARED = (("packages", Scope.RUNTIME), ("dev-packages", Scope.DEVELOPMENT))


def read_pipfile_lock(content: str) -> Reading:
    tables, lines = the_json(content), json_key_lines(content)
    sources = rows(tables_in(tables, "_meta"), "sources")
    found: dict[str, Package] = {}
    for key, scope in _LOCKED:
        for name, row in table(tables, key).items():
            if isinstance(row, Mapping):
                found.setdefault(name, _package(name, row, scope, lines.get(name, 1)))
    addresses = tuple(Address(url=text(s, "url"), line=lines.get("url", 1)) for s in sources)
    return Reading(packages=tuple(found.values()), registries=addresses)


def _package(name: str, row: Mapping[str, Any], scope: Scope, line: int) -> Package:
    return Package(
        ecosystem="pypi",
        name=normalised(name),
        version=text(row, "version").removeprefix("=="),
        scope=scope,
        hashes=tuple(strings_in([row.get("hashes")])),
        origin=origin_of(row),
        line=line,
    )


def origin_of(row: Mapping[str, Any]) -> str:
    """Where a table in place of a version says that the package comes from."""
    if git := text(row, "git"):
        return f"git+{git}"
    path = text(row, "path")
    if path:
        return path if path.startswith((".", "/")) else f"./{path}"
    return text(row, "url") or text(row, "file")


def read_pipfile(content: str) -> Reading:
    tables, lines = the_toml(content), key_lines(content)
    sources = rows(tables, "source")
    return Reading(
        needs=tuple(_needs(tables, lines)),
        registries=tuple(Address(url=text(s, "url"), line=lines.get("url", 1)) for s in sources),
        shipped=False,
    )


def _needs(tables: Mapping[str, Any], lines: Mapping[str, int]) -> Iterator[Need]:
    for key, scope in _DECLARED:
        for name, row in table(tables, key).items():
            given = row if isinstance(row, Mapping) else {"version": row}
            yield Need(
                name=normalised(name),
                wants=text(given, "version"),
                scope=scope,
                origin=origin_of(given),
                marker=text(given, "markers"),
                line=lines.get(name, 1),
            )
