"""The root's manifest of a Python project: name, version, licence, scripts."""

import configparser
from collections.abc import Mapping
from typing import Any

from seatrial.evidence.manifests.text import (
    Lines,
    Stated,
    read_toml,
    strings_in,
    table,
)
from seatrial.frozen import Frozen
from seatrial.snapshot.snapshot import Snapshot


class PythonProject(Frozen):
    """The root's manifest of a Python project.

    `licence` is an SPDX expression or free text; `licence_file` a path named as its text.
    `attribute` is where a dynamic version comes from, a file or a dotted name.
    """

    path: str
    name: Stated = Stated()
    version: Stated = Stated()
    requires_python: Stated = Stated()
    licence: Stated = Stated()
    licence_file: Stated = Stated()
    scripts: dict[str, Stated] = {}
    dynamic: tuple[str, ...] = ()
    attribute: str = ""


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
    project = table(tables, "project")
    poetry = table(table(tables, "tool"), "poetry")
    if not project and not poetry:
        return None
    if not project.get("name"):
        return _from_poetry(poetry, lines)
    made = _from_project(project, lines)
    return made.model_copy(update={"attribute": _attribute(tables)})


def _from_project(project: Mapping[str, Any], lines: Lines) -> PythonProject:
    licence = project.get("license")
    given = licence if isinstance(licence, Mapping) else {"text": licence}
    return PythonProject(
        path="pyproject.toml",
        name=lines.stated("project", "name", project.get("name")),
        version=lines.stated("project", "version", project.get("version")),
        requires_python=lines.stated("project", "requires-python", project.get("requires-python")),
        licence=lines.stated("project", "license", given.get("text")),
        licence_file=lines.stated("project", "license", given.get("file")),
        scripts=_scripts(project, lines),
        dynamic=tuple(strings_in([project.get("dynamic")])),
    )


def _scripts(project: Mapping[str, Any], lines: Lines) -> dict[str, Stated]:
    return {
        name: lines.stated(f"project.{kind}", name, target)
        for kind in ("scripts", "gui-scripts")
        for name, target in table(project, kind).items()
        if isinstance(target, str)
    }


def _from_poetry(poetry: Mapping[str, Any], lines: Lines) -> PythonProject | None:
    if not poetry.get("name"):
        return None
    python = table(poetry, "dependencies").get("python")
    scripts = {k: v for k, v in table(poetry, "scripts").items() if isinstance(v, str)}
    return PythonProject(
        path="pyproject.toml",
        name=lines.stated("tool.poetry", "name", poetry.get("name")),
        version=lines.stated("tool.poetry", "version", poetry.get("version")),
        requires_python=lines.stated("tool.poetry.dependencies", "python", python),
        licence=lines.stated("tool.poetry", "license", poetry.get("license")),
        scripts={k: lines.stated("tool.poetry.scripts", k, v) for k, v in scripts.items()},
    )


def _attribute(tables: Mapping[str, Any]) -> str:
    """Where setuptools or hatch take a dynamic version from, '' when they do not say."""
    tool = table(tables, "tool")
    hatch = table(table(tool, "hatch"), "version").get("path")
    dynamic = table(table(tool, "setuptools"), "dynamic")
    return str(hatch or table(dynamic, "version").get("attr") or "")


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
        dynamic=("version",) if dynamic else (),
        attribute=version.value.partition(":")[2].strip() if dynamic else "",
    )


def _cfg_list(parser: configparser.RawConfigParser, section: str, key: str) -> list[str]:
    return [s.strip() for s in parser.get(section, key, fallback="").split("\n") if s.strip()]


def _cfg_scripts(parser: configparser.RawConfigParser, lines: Lines) -> dict[str, Stated]:
    listed = _cfg_list(parser, "options.entry_points", "console_scripts")
    pairs = [entry.partition("=") for entry in listed]
    return {
        name.strip(): Stated(value=target.strip(), line=lines.of(f"{name}={target}"))
        for name, _, target in pairs
        if target
    }
