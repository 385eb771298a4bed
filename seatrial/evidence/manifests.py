"""What a project says of itself in its manifest: name, version, licence, dependencies, scripts."""

import configparser
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from seatrial.frozen import Frozen
from seatrial.snapshot.snapshot import Snapshot

_MOST_NESTED = 200


class Stated(Frozen):
    """A value and the 1-based line that states it; an empty value is not stated."""

    value: str = ""
    line: int = 0

    def __bool__(self) -> bool:
        return bool(self.value)


class PythonProject(Frozen):
    """The root's manifest of a Python project.

    `licence` is an SPDX expression or free text; `licence_file` a path named as its text.
    `dependencies` are the normalised names of what is needed at run time, `optional` of extras
    and groups. `attribute` is where a dynamic version comes from, a file or a dotted name.
    """

    path: str
    name: Stated = Stated()
    version: Stated = Stated()
    requires_python: Stated = Stated()
    licence: Stated = Stated()
    licence_file: Stated = Stated()
    scripts: dict[str, Stated] = {}
    dependencies: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    dynamic: tuple[str, ...] = ()
    attribute: str = ""

    @property
    def declared(self) -> frozenset[str]:
        """Every distribution named anywhere in the manifest, the project itself included."""
        own = (normalised(self.name.value),) if self.name else ()
        return frozenset((*self.dependencies, *self.optional, *own))


class Manifest(Frozen):
    """A manifest of another ecosystem at the root: package.json, Cargo.toml, go.mod.

    `language` is the version of the language that it asks for; `scripts` what it can run.
    """

    path: str
    ecosystem: str
    name: Stated = Stated()
    version: Stated = Stated()
    language: Stated = Stated()
    licence: Stated = Stated()
    scripts: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()


def normalised(name: str) -> str:
    """A distribution's name as PyPI compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def requirement_name(requirement: str) -> str:
    """The normalised name at the start of a requirement, '' when there is none."""
    found = re.match(r"\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)", requirement)
    return normalised(found[1]) if found else ""


def read_toml(text: str) -> dict[str, Any] | None:
    """The tables of `text`, None when it is not TOML or nested without sense."""
    if text.count("[") > 100_000 or "[" * _MOST_NESTED in text or "{" * _MOST_NESTED in text:
        return None
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return None


def read_json(text: str) -> Any:
    """The value of `text`, None when it is not JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def read_python_project(snapshot: Snapshot) -> PythonProject | None:
    """The root's pyproject.toml (PEP 621 or Poetry), else setup.cfg; None when there is neither,
    when it names no project, or when it cannot be read."""
    if snapshot.named(r"pyproject\.toml"):
        text = snapshot.source("pyproject.toml")
        found = _from_pyproject(read_toml(text), text)
        if found:
            return found
    if snapshot.named(r"setup\.cfg"):
        return _from_setup_cfg(snapshot.source("setup.cfg"))
    return None


def _from_pyproject(tables: dict[str, Any] | None, text: str) -> PythonProject | None:
    if tables is None:
        return None
    lines = Lines(text)
    project = _table(tables, "project")
    poetry = _table(_table(tables, "tool"), "poetry")
    if not project and not poetry:
        return None
    if not project.get("name"):
        return _from_poetry(poetry, lines)
    made = _from_project(project, lines)
    groups = _strings_in(_table(tables, "dependency-groups").values())
    more = (*made.optional, *_names(groups), *_poetry_names(poetry))
    return made.model_copy(update={"optional": tuple(more), "attribute": _attribute(tables)})


def _from_project(project: Mapping[str, Any], lines: "Lines") -> PythonProject:
    licence = project.get("license")
    given = licence if isinstance(licence, Mapping) else {"text": licence}
    extras = _strings_in(_table(project, "optional-dependencies").values())
    return PythonProject(
        path="pyproject.toml",
        name=lines.stated("project", "name", project.get("name")),
        version=lines.stated("project", "version", project.get("version")),
        requires_python=lines.stated("project", "requires-python", project.get("requires-python")),
        licence=lines.stated("project", "license", given.get("text")),
        licence_file=lines.stated("project", "license", given.get("file")),
        scripts=_scripts(project, lines),
        dependencies=_names(_strings_in([project.get("dependencies")])),
        optional=_names(extras),
        dynamic=tuple(_strings_in([project.get("dynamic")])),
    )


def _scripts(project: Mapping[str, Any], lines: "Lines") -> dict[str, Stated]:
    return {
        name: lines.stated(f"project.{kind}", name, target)
        for kind in ("scripts", "gui-scripts")
        for name, target in _table(project, kind).items()
        if isinstance(target, str)
    }


def _from_poetry(poetry: Mapping[str, Any], lines: "Lines") -> PythonProject | None:
    if not poetry.get("name"):
        return None
    needs = _table(poetry, "dependencies")
    python = needs.get("python")
    scripts = {k: v for k, v in _table(poetry, "scripts").items() if isinstance(v, str)}
    return PythonProject(
        path="pyproject.toml",
        name=lines.stated("tool.poetry", "name", poetry.get("name")),
        version=lines.stated("tool.poetry", "version", poetry.get("version")),
        requires_python=lines.stated("tool.poetry.dependencies", "python", python),
        licence=lines.stated("tool.poetry", "license", poetry.get("license")),
        scripts={k: lines.stated("tool.poetry.scripts", k, v) for k, v in scripts.items()},
        dependencies=tuple(normalised(n) for n in needs if n != "python"),
        optional=tuple(_poetry_names(poetry)),
    )


def _poetry_names(poetry: Mapping[str, Any]) -> Iterator[str]:
    tables = [_table(poetry, "dependencies"), _table(poetry, "dev-dependencies")]
    for group in _table(poetry, "group").values():
        tables.append(_table(group, "dependencies") if isinstance(group, Mapping) else {})
    return (normalised(name) for table in tables for name in table if name != "python")


def _attribute(tables: Mapping[str, Any]) -> str:
    """Where setuptools or hatch take a dynamic version from, '' when they do not say."""
    tool = _table(tables, "tool")
    hatch = _table(_table(tool, "hatch"), "version").get("path")
    dynamic = _table(_table(tool, "setuptools"), "dynamic")
    return str(hatch or _table(dynamic, "version").get("attr") or "")


def _from_setup_cfg(text: str) -> PythonProject | None:
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return None
    if not parser.has_option("metadata", "name"):
        return None
    lines = Lines(text)

    def stated(section: str, key: str) -> Stated:
        return lines.stated(section, key, parser.get(section, key, fallback=""))

    version = stated("metadata", "version")
    dynamic = version.value.startswith(("attr:", "file:"))
    return PythonProject(
        path="setup.cfg",
        name=stated("metadata", "name"),
        version=Stated() if dynamic else version,
        requires_python=stated("options", "python_requires"),
        licence=stated("metadata", "license"),
        scripts=_cfg_scripts(parser, lines),
        dependencies=_names(_cfg_list(parser, "options", "install_requires")),
        optional=_names(_cfg_extras(parser)),
        dynamic=("version",) if dynamic else (),
        attribute=version.value.partition(":")[2].strip() if dynamic else "",
    )


def _cfg_list(parser: configparser.RawConfigParser, section: str, key: str) -> list[str]:
    return [s.strip() for s in parser.get(section, key, fallback="").split("\n") if s.strip()]


def _cfg_extras(parser: configparser.RawConfigParser) -> list[str]:
    section = "options.extras_require"
    keys = parser.options(section) if parser.has_section(section) else []
    return [r for key in keys for r in _cfg_list(parser, section, key)]


def _cfg_scripts(parser: configparser.RawConfigParser, lines: "Lines") -> dict[str, Stated]:
    listed = _cfg_list(parser, "options.entry_points", "console_scripts")
    pairs = [entry.partition("=") for entry in listed]
    return {
        name.strip(): Stated(value=target.strip(), line=lines.of(f"{name}={target}"))
        for name, _, target in pairs
        if target
    }


def read_manifests(snapshot: Snapshot) -> list[Manifest]:
    """The root's package.json, Cargo.toml and go.mod, those of them that can be read."""
    readers = {"package.json": _from_package, "Cargo.toml": _from_cargo, "go.mod": _from_go}
    found = []
    for path, read in readers.items():
        entry = snapshot.find(path)
        if entry and entry.text:
            found.append(read(snapshot.source(path)))
    return [m for m in found if m]


def _from_package(text: str) -> Manifest | None:
    package = read_json(text)
    if not isinstance(package, dict):
        return None
    lines = Lines(text)
    kinds = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
    return Manifest(
        path="package.json",
        ecosystem="npm",
        name=lines.stated("", "name", package.get("name")),
        version=lines.stated("", "version", package.get("version")),
        language=lines.stated("", "node", _table(package, "engines").get("node")),
        licence=lines.stated("", "license", package.get("license")),
        scripts=tuple(_table(package, "scripts")),
        dependencies=tuple(name for kind in kinds for name in _table(package, kind)),
    )


def _from_cargo(text: str) -> Manifest | None:
    tables = read_toml(text)
    if tables is None:
        return None
    package, lines = _table(tables, "package"), Lines(text)
    workspace = _table(_table(tables, "workspace"), "package")
    language = package.get("rust-version") or workspace.get("rust-version")
    return Manifest(
        path="Cargo.toml",
        ecosystem="cargo",
        name=lines.stated("package", "name", package.get("name")),
        version=lines.stated("package", "version", package.get("version")),
        language=Stated(value=str(language or ""), line=lines.of("rust-version")),
        licence=lines.stated("package", "license", package.get("license")),
        dependencies=tuple(_table(tables, "dependencies")),
    )


def _from_go(text: str) -> Manifest | None:
    module = re.search(r"(?m)^module[ \t]+(\S+)", text)
    if not module:
        return None
    go = re.search(r"(?m)^go[ \t]+(\S+)", text)
    needs = re.findall(r"(?m)^(?:require[ \t]+|[ \t]+)([\w.-]+\.[\w./-]+)[ \t]+v\d", text)
    return Manifest(
        path="go.mod",
        ecosystem="go",
        name=Stated(value=module[1], line=text.count("\n", 0, module.start()) + 1),
        language=Stated(value=go[1], line=text.count("\n", 0, go.start()) + 1) if go else Stated(),
        dependencies=tuple(needs),
    )


class Lines:
    """Finds the line that states a key: TOML, INI and JSON readers keep none."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")

    def stated(self, section: str, key: str, value: object) -> Stated:
        """`value` with the line of `key` in `[section]`; not stated unless it is text."""
        if not isinstance(value, str) or not value.strip():
            return Stated()
        return Stated(value=value.strip(), line=self._line(section, key))

    def of(self, start: str) -> int:
        """The first line that begins with `start`, blanks aside; 1 when there is none."""
        wanted = start.replace(" ", "")
        found = (n for n, s in self._numbered() if s.replace(" ", "").startswith(wanted))
        return next(found, 1)

    def holding(self, text: str) -> int:
        """The first line that holds `text`; 1 when there is none."""
        return self._anywhere(text)

    def _line(self, section: str, key: str) -> int:
        pattern = re.compile(rf"""["']?{re.escape(key)}["']?\s*[=:.]""", re.IGNORECASE)
        inside = not section
        for number, line in self._numbered():
            if line.startswith("[") and section:
                inside = line.partition("]")[0].strip("[ \t\"'") == section
            elif inside and pattern.match(line):
                return number
        return self._anywhere(key)

    def _anywhere(self, key: str) -> int:
        return next((n for n, s in self._numbered() if key in s), 1)

    def _numbered(self) -> Iterator[tuple[int, str]]:
        return ((n, line.strip()) for n, line in enumerate(self._lines, 1))


def _table(tables: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The table under `key`, empty when there is something else."""
    found = tables.get(key)
    return found if isinstance(found, Mapping) else {}


def _strings_in(lists: Iterable[Any]) -> list[str]:
    return [s for found in lists if isinstance(found, list) for s in found if isinstance(s, str)]


def _names(requirements: Iterable[str]) -> tuple[str, ...]:
    return tuple(n for n in map(requirement_name, requirements) if n)


def unread_manifests(snapshot: Snapshot) -> list[str]:
    """Manifests at the root that are there and cannot be read."""
    readers = {"pyproject.toml": read_toml, "Cargo.toml": read_toml, "package.json": read_json}
    found = {path: snapshot.find(path) for path in readers}
    return [
        path
        for path, entry in found.items()
        if entry and (not entry.text or readers[path](snapshot.source(path)) is None)
    ]
