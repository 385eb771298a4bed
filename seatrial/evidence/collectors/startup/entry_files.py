"""The files that a package.json or a Cargo.toml promises to start, and whether they are there."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from typing import Any

from seatrial.evidence.code.modules import CodeModules
from seatrial.evidence.manifests import read_json, read_toml
from seatrial.evidence.model import Check, Evidence
from seatrial.evidence.python.scope import is_ancillary, is_test_input
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Role

_RUNS = re.compile(
    r"(?:^|[;&|]\s*)(?:\w+=\S+\s+)*(?:node|ts-node|tsx|nodemon|bun run|deno run)\s+"
    r"(?:-[-\w=/.]+\s+)*("
    r"\.?[\w/-][\w./-]*\.[cm]?[jt]s)\b"
)
# What is missing may be made by one of these before anybody starts it.
_BUILDS = re.compile(
    r"\b(tsc|rollup|webpack|vite|esbuild|babel|tsup|unbuild|parcel|microbundle|swc|ncc|next build"
    r"|nest build|turbo|nx|lerna|bob|pkgroll|tsdown|rolldown|grunt|gulp|make|build)\b"
)
_JUDGED = (Role.CONFIG, Role.SOURCE, Role.DATA)


@dataclass(frozen=True)
class EntryFile:
    """`name` starts the file at `path`, which `spot` says."""

    name: str
    path: str
    spot: Spot


def entry_files(survey: Survey) -> list[EntryFile]:
    """Every file that is declared to be started, in the order of the manifests."""
    found: list[EntryFile] = []
    for entry in survey.snapshot.named(r"(.*/)?(package\.json|cargo\.toml)"):
        path = entry.path
        if entry.role in _JUDGED and not is_ancillary(path) and not is_test_input(path):
            reader = _of_package if path.lower().endswith("package.json") else _of_crate
            found += reader(path, survey.snapshot.source(path))
    return found


def missing(survey: Survey, check: Check, declared: list[EntryFile]) -> list[Evidence]:
    """One failing observation for each file that is not there and that no build makes."""
    modules = CodeModules(survey.snapshot)
    return [
        survey.fails(check, f"{e.name!r} starts {e.path!r}, which is not there", e.spot)
        for e in declared
        if modules.lacks(e.path) and not _is_built(survey, dirname(e.spot.path))
    ]


def _is_built(survey: Survey, folder: str) -> bool:
    """A script of the package, or of the whole, builds something."""
    for path in {join(folder, "package.json"), "package.json"}:
        if survey.snapshot.find(path):
            tables = read_json(survey.snapshot.source(path))
            scripts = tables.get("scripts") if isinstance(tables, dict) else None
            if isinstance(scripts, dict) and _BUILDS.search(json.dumps(scripts)):
                return True
    return False


def _of_package(path: str, text: str) -> Iterator[EntryFile]:
    tables = read_json(text)
    for name, value in _declared(tables) if isinstance(tables, dict) else ():
        target = normpath(join(dirname(path), value))
        if value and not target.startswith("..") and "*" not in value:
            yield EntryFile(name, target, Spot(path, _line(text, value)))


def _declared(tables: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """`main`, `module`, `bin`, and what scripts run with node."""
    for key in ("main", "module"):
        if isinstance(tables.get(key), str):
            yield key, tables[key]
    bins, scripts = tables.get("bin"), tables.get("scripts")
    for name, value in bins.items() if isinstance(bins, dict) else [("bin", bins)]:
        if isinstance(value, str):
            yield str(name), value
    for name, value in scripts.items() if isinstance(scripts, dict) else ():
        for found in _RUNS.finditer(value) if isinstance(value, str) and "cd " not in value else ():
            yield f"npm run {name}", found[1]


def _of_crate(path: str, text: str) -> Iterator[EntryFile]:
    tables = read_toml(text) or {}
    bins = tables.get("bin")
    for table in [*(bins if isinstance(bins, list) else []), tables.get("lib")]:
        value = table.get("path") if isinstance(table, dict) else None
        if isinstance(value, str) and isinstance(table, dict):
            target = normpath(join(dirname(path), value))
            name = str(table.get("name", "lib"))
            yield EntryFile(name, target, Spot(path, _line(text, value)))


def _line(text: str, value: str) -> int:
    """The first line that names `value`."""
    lines = text.split("\n")
    return next((n for n, line in enumerate(lines, 1) if value in line), 1)
