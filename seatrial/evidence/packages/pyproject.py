"""Dependencies that a Python manifest declares: PEP 621, PEP 735, Poetry, PDM, setup.cfg."""

import configparser
import re
from collections.abc import Iterator, Mapping
from typing import Any

from seatrial.evidence.manifests.text import normalised, requirement_name, strings_in, table
from seatrial.evidence.packages.model import Address, Need, Reading, Scope, Unreadable
from seatrial.evidence.packages.pipenv import origin_of
from seatrial.evidence.packages.values import (
    key_lines,
    quoted_lines,
    rows,
    tables_in,
    text,
    the_toml,
)

_PARTS = re.compile(r"\s*[\w.-]+\s*(?:\[[^\]]*\])?\s*([^;]*)(?:;\s*(.*))?$", re.DOTALL)
_FOR_DEVELOPERS = re.compile(
    r"dev|test|doc|lint|ci$|typ(ing|es)|mypy|check|style|format|build|release|bench|example", re.I
)


def read_pyproject(content: str) -> Reading:
    tables = the_toml(content)
    stated = _Lines(content)
    project, poetry = table(tables, "project"), tables_in(tables, "tool", "poetry")
    sources = _sources(tables)
    needs = [*_pep621(tables, stated), *_poetry(poetry, stated)]
    own = project or poetry
    return Reading(
        name=normalised(text(own, "name")),
        version=text(own, "version"),
        shipped=_is_shipped(tables),
        licence=text(own, "license") or text(table(own, "license"), "text")[:80],
        needs=tuple(n.model_copy(update={"origin": sources.get(n.name, n.origin)}) for n in needs),
        registries=tuple(_registries(tables, stated)),
    )


def _is_shipped(tables: Mapping[str, Any]) -> bool:
    """False where the manifest says that nobody installs the project as a package."""
    classifiers = strings_in([table(tables, "project").get("classifiers")])
    return not (
        tables_in(tables, "tool", "poetry").get("package-mode") is False
        or tables_in(tables, "tool", "uv").get("package") is False
        or any(c.startswith("Private ::") for c in classifiers)
    )


class _Lines:
    """Where a requirement is written, and where a key."""

    def __init__(self, content: str) -> None:
        self._quoted, self._keys = quoted_lines(content), key_lines(content)

    def of(self, requirement: str) -> int:
        return self._quoted.get(requirement, 1)

    def key(self, name: str) -> int:
        return self._keys.get(name, 1)


def need_of(requirement: str, line: int, scope: Scope, extra: str = "") -> Need | None:
    """A requirement as pip writes it (PEP 508), None when it names nothing."""
    name, parts = requirement_name(requirement), _PARTS.match(requirement)
    if not name or not parts:
        return None
    wants, marker = parts[1].strip().strip("()"), (parts[2] or "").strip()
    origin = wants.removeprefix("@").strip() if wants.startswith("@") else ""
    return Need(
        name=name,
        wants="" if origin else wants,
        scope=scope,
        origin=origin,
        marker=marker,
        extra=extra,
        line=line,
    )


def scope_of_extra(name: str) -> Scope:
    return Scope.DEVELOPMENT if _FOR_DEVELOPERS.search(name) else Scope.OPTIONAL


def _pep621(tables: Mapping[str, Any], lines: _Lines) -> Iterator[Need]:
    project = table(tables, "project")
    listed = [("", Scope.RUNTIME, strings_in([project.get("dependencies")]))]
    extras = table(project, "optional-dependencies")
    listed += [(key, scope_of_extra(key), strings_in([extras[key]])) for key in extras]
    for groups in (table(tables, "dependency-groups"), _pdm_groups(tables)):
        listed += [(key, Scope.DEVELOPMENT, strings_in([groups[key]])) for key in groups]
    for extra, scope, requirements in listed:
        found = (need_of(r, lines.of(r), scope, extra) for r in requirements)
        yield from (n for n in found if n)


def _pdm_groups(tables: Mapping[str, Any]) -> Mapping[str, Any]:
    return tables_in(tables, "tool", "pdm", "dev-dependencies")


def _poetry(poetry: Mapping[str, Any], lines: _Lines) -> Iterator[Need]:
    listed = [(Scope.RUNTIME, table(poetry, "dependencies"))]
    listed.append((Scope.DEVELOPMENT, table(poetry, "dev-dependencies")))
    groups = table(poetry, "group")
    listed += [(Scope.DEVELOPMENT, tables_in(groups, key, "dependencies")) for key in groups]
    for scope, wanted in listed:
        named = ((k, v) for k, v in wanted.items() if k != "python")
        yield from (_poetry_need(k, v, scope, lines.key(k)) for k, v in named)


def _poetry_need(name: str, value: object, scope: Scope, line: int) -> Need:
    given = value if isinstance(value, Mapping) else {"version": value}
    optional = given.get("optional") is True
    return Need(
        name=normalised(name),
        wants=text(given, "version"),
        scope=Scope.OPTIONAL if optional else scope,
        origin=origin_of(given),
        marker=text(given, "markers") or text(given, "python"),
        line=line,
    )


def _sources(tables: Mapping[str, Any]) -> dict[str, str]:
    """uv's table of where packages come from instead of a registry."""
    found = tables_in(tables, "tool", "uv", "sources")
    plain = {normalised(k): v for k, v in found.items() if isinstance(v, Mapping)}
    members = {k: "./" for k, v in plain.items() if v.get("workspace") is True}
    return {k: o for k, v in plain.items() if (o := origin_of(v))} | members


def _registries(tables: Mapping[str, Any], lines: _Lines) -> Iterator[Address]:
    for found in (
        rows(tables_in(tables, "tool", "poetry"), "source"),
        rows(tables_in(tables, "tool", "uv"), "index"),
        rows(tables_in(tables, "tool", "pdm"), "source"),
    ):
        for row in found:
            url = text(row, "url")
            yield Address(url=url, line=lines.of(url))


def read_setup_cfg(content: str) -> Reading:
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(content)
    except configparser.Error as error:
        raise Unreadable("no readable configuration file") from error
    lines = {line.strip(): n for n, line in enumerate(content.split("\n"), 1)}
    needs = []
    for extra, written in _written(parser):
        scope = scope_of_extra(extra) if extra else Scope.RUNTIME
        needs += [need_of(r, lines.get(r, 1), scope, extra) for r in written]
    name = normalised(parser.get("metadata", "name", fallback=""))
    return Reading(name=name, needs=tuple(n for n in needs if n))


def _written(parser: configparser.RawConfigParser) -> Iterator[tuple[str, list[str]]]:
    def split(section: str, key: str) -> list[str]:
        value = parser.get(section, key, fallback="")
        lines = (line.strip() for line in value.split("\n"))
        return [line for line in lines if line and not line.startswith("#")]

    yield "", split("options", "install_requires")
    section = "options.extras_require"
    for key in parser.options(section) if parser.has_section(section) else ():
        yield key, split(section, key)
