"""Cargo.toml and Cargo.lock. Format: https://doc.rust-lang.org/cargo/reference/manifest.html"""

from collections.abc import Iterator, Mapping
from typing import Any

from seatrial.evidence.manifests.text import strings_in, table
from seatrial.evidence.packages.model import Need, Package, Reading, Scope
from seatrial.evidence.packages.pipenv import origin_of
from seatrial.evidence.packages.values import (
    entries,
    key_lines,
    lines_of,
    rows,
    tables_in,
    text,
    the_toml,
)

_KINDS = (
    ("dependencies", Scope.RUNTIME),
    ("build-dependencies", Scope.RUNTIME),
    ("dev-dependencies", Scope.DEVELOPMENT),
)
_CRATES = (
    "registry+https://github.com/rust-lang/crates.io-index",
    "sparse+https://index.crates.io/",
)


def read_cargo_toml(content: str) -> Reading:
    tables, lines = the_toml(content), key_lines(content)
    package = table(tables, "package")
    shared = tables_in(tables, "workspace", "dependencies")
    places = [tables, *(t for _, t in entries(table(tables, "target")))]
    needs = [n for place in places for n in _needs(place, lines)]
    needs += [_need(k, v, Scope.RUNTIME, lines.get(k, 1)) for k, v in shared.items()]
    return Reading(
        name=text(package, "name"),
        version=text(package, "version"),
        licence=text(package, "license"),
        shipped=package.get("publish") is not False,
        needs=tuple(needs),
    )


def _needs(place: Mapping[str, Any], lines: Mapping[str, int]) -> Iterator[Need]:
    for kind, scope in _KINDS:
        for name, value in table(place, kind).items():
            if not (isinstance(value, Mapping) and value.get("workspace") is True):
                yield _need(name, value, scope, lines.get(name, 1))


def _need(name: str, value: object, scope: Scope, line: int) -> Need:
    given = value if isinstance(value, Mapping) else {"version": value}
    return Need(
        name=text(given, "package") or name,
        wants=text(given, "version"),
        scope=Scope.OPTIONAL if given.get("optional") is True else scope,
        origin="" if text(given, "version") and "path" not in given else origin_of(given),
        line=line,
    )


def read_cargo_lock(content: str) -> Reading:
    """Packages without a source are the tree's own: their origin is a path."""
    tables = the_toml(content)
    lines = lines_of(content, r"\[\[package\]\]")
    sums = table(tables, "metadata")
    found = [_package(p, n, sums) for p, n in zip(rows(tables, "package"), lines, strict=False)]
    direct = {name for p in found if p.local for name in p.requires}
    return Reading(packages=tuple(p.model_copy(update={"direct": p.name in direct}) for p in found))


def _package(package: Mapping[str, Any], line: int, sums: Mapping[str, Any]) -> Package:
    name, version, source = (text(package, k) for k in ("name", "version", "source"))
    checksum = text(package, "checksum") or text(sums, f"checksum {name} {version} ({source})")
    needs = strings_in([package.get("dependencies")])
    return Package(
        ecosystem="cargo",
        name=name,
        version=version,
        hashes=(f"sha256:{checksum}",) if checksum else (),
        origin="" if source.startswith(_CRATES) else source or "./",
        requires=tuple(sorted({"@".join(d.split()[:2]) for d in needs})),
        line=line,
    )
