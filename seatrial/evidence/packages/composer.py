"""composer.json and composer.lock. Format: https://getcomposer.org/doc/04-schema.md"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from seatrial.evidence.manifests.text import strings_in, table
from seatrial.evidence.packages.model import Address, Need, Package, Reading, Scope
from seatrial.evidence.packages.values import json_key_lines, rows, text, the_json

_LOCKED = (("packages", Scope.RUNTIME), ("packages-dev", Scope.DEVELOPMENT))
_DECLARED = (("require", Scope.RUNTIME), ("require-dev", Scope.DEVELOPMENT))
# The platform itself: https://getcomposer.org/doc/01-basic-usage.md#platform-packages
_PLATFORM = re.compile(r"php(-.*)?$|hhvm$|(ext|lib)-.*|composer(-.*)?$")


def read_composer_json(content: str) -> Reading:
    package, lines = the_json(content), json_key_lines(content)
    licence = package.get("license")
    either = " OR ".join(strings_in([licence]))
    return Reading(
        name=text(package, "name").lower(),
        version=text(package, "version"),
        licence=either or text(package, "license"),
        shipped=text(package, "type") != "project",
        needs=tuple(_needs(package, lines)),
        registries=tuple(
            Address(url=url, line=lines.get("url", 1))
            for row in rows(package, "repositories")
            if text(row, "type") == "composer" and (url := text(row, "url"))
        ),
    )


def _needs(package: Mapping[str, Any], lines: Mapping[str, int]) -> Iterator[Need]:
    for key, scope in _DECLARED:
        for name, wants in table(package, key).items():
            if not _PLATFORM.match(name):
                yield Need(
                    name=name.lower(), wants=str(wants), scope=scope, line=lines.get(name, 1)
                )


def read_composer_lock(content: str) -> Reading:
    tables = the_json(content)
    lines = {
        found[1]: n
        for n, line in enumerate(content.split("\n"), 1)
        if (found := re.match(r'\s*"name": "([^"]{1,200})"', line))
    }
    return Reading(
        packages=tuple(
            _package(row, scope, lines.get(text(row, "name"), 1))
            for key, scope in _LOCKED
            for row in rows(tables, key)
        ),
        copied=tuple(
            ("", name.lower(), "")
            for key, _ in _LOCKED
            for row in rows(tables, key)
            for kind in ("provide", "replace")
            for name in table(row, kind)
        ),
    )


def _package(row: Mapping[str, Any], scope: Scope, line: int) -> Package:
    dist = table(row, "dist")
    shasum = text(dist, "shasum")
    return Package(
        ecosystem="composer",
        name=text(row, "name").lower(),
        version=text(row, "version"),
        scope=scope,
        licence=" OR ".join(strings_in([row.get("license")])),
        hashes=(f"sha1:{shasum}",) if shasum else (),
        requires=tuple(sorted(n.lower() for n in table(row, "require") if not _PLATFORM.match(n))),
        line=line,
    )
