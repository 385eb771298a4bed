"""Manifests of other ecosystems at the root: package.json, Cargo.toml, go.mod."""

import re

from seatrial.evidence.manifests.text import Lines, Stated, read_json, read_toml, table
from seatrial.frozen import Frozen
from seatrial.snapshot.snapshot import Snapshot


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
    return Manifest(
        path="package.json",
        ecosystem="npm",
        name=lines.stated("", "name", package.get("name")),
        version=lines.stated("", "version", package.get("version")),
        language=lines.stated("", "node", table(package, "engines").get("node")),
        licence=lines.stated("", "license", package.get("license")),
        scripts=tuple(table(package, "scripts")),
    )


def _from_cargo(text: str) -> Manifest | None:
    tables = read_toml(text)
    if tables is None:
        return None
    package, lines = table(tables, "package"), Lines(text)
    workspace = table(table(tables, "workspace"), "package")
    language = package.get("rust-version") or workspace.get("rust-version")
    return Manifest(
        path="Cargo.toml",
        ecosystem="cargo",
        name=lines.stated("package", "name", package.get("name")),
        version=lines.stated("package", "version", package.get("version")),
        language=Stated(value=str(language or ""), line=lines.of("rust-version")),
        licence=lines.stated("package", "license", package.get("license")),
    )


def _from_go(text: str) -> Manifest | None:
    module = re.search(r"(?m)^module[ \t]+(\S+)", text)
    if not module:
        return None
    go = re.search(r"(?m)^go[ \t]+(\S+)", text)
    return Manifest(
        path="go.mod",
        ecosystem="go",
        name=Stated(value=module[1], line=text.count("\n", 0, module.start()) + 1),
        language=Stated(value=go[1], line=text.count("\n", 0, go.start()) + 1) if go else Stated(),
    )


def unread_manifests(snapshot: Snapshot) -> list[str]:
    """Manifests at the root that are there and cannot be read."""
    readers = {"pyproject.toml": read_toml, "Cargo.toml": read_toml, "package.json": read_json}
    found = {path: snapshot.find(path) for path in readers}
    return [
        path
        for path, entry in found.items()
        if entry and (not entry.text or readers[path](snapshot.source(path)) is None)
    ]
