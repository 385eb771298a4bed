"""Gradle's lock files, version catalogues, and what build scripts state as plain text.

A build script is a program: only literals are read, and what else it may add is unknown.
Formats: https://docs.gradle.org/current/userguide/dependency_locking.html and …/platforms.html
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from seatrial.evidence.manifests.text import table
from seatrial.evidence.packages.model import Address, Need, Package, Reading, Scope, Unreadable
from seatrial.evidence.packages.values import key_lines, text, the_toml

_LOCKED = re.compile(r"([^:=#\s]+:[^:=\s]+):([^:=\s]+)=(.*)$")
_DECLARED = re.compile(
    r"""\s*(\w*(?:[iI]mplementation|[aA]pi|[rR]untimeOnly|[cC]ompileOnly|[kK]apt|[kK]sp"""
    r"""|[aA]nnotationProcessor|compile|testCompile|classpath))\s*[( ]\s*(?:platform\()?"""
    r"""["']([^:"'$]+:[^:"'$]+)(?::([^"'@$]+))?["'@:]"""
)
_URL = re.compile(r"""\s*(?:maven\s*\{\s*)?(?:setUrl|url)\s*[=( ]\s*(?:uri\()?["'](\w+://[^"']+)""")
_LONGEST = 500
_COMMENT = re.compile(r"\s*(//|\*|/\*)")


def read_gradle_lock(content: str) -> Reading:
    found = [_locked(n, line) for n, line in enumerate(content.split("\n"), 1)]
    if not any(found) and "empty=" not in content:
        raise Unreadable("no line of it locks a module")
    return Reading(packages=tuple(p for p in found if p))


def _locked(number: int, line: str) -> Package | None:
    found = _LOCKED.match(line.strip())
    if not found:
        return None
    used = found[3].lower().split(",")
    runtime = any("runtimeclasspath" in u and "test" not in u for u in used)
    return Package(
        ecosystem="maven",
        name=found[1],
        version=found[2],
        scope=Scope.RUNTIME if runtime else Scope.DEVELOPMENT,
        line=number,
    )


def read_catalogue(content: str) -> Reading:
    tables, lines = the_toml(content), key_lines(content)
    versions = table(tables, "versions")
    libraries = table(tables, "libraries").items()
    return Reading(packages=tuple(_library(k, v, versions, lines.get(k, 1)) for k, v in libraries))


def _library(key: str, value: object, versions: Mapping[str, Any], line: int) -> Package:
    name, version = key, ""
    if isinstance(value, str):
        group, _, rest = value.partition(":")
        artifact, _, version = rest.partition(":")
        name = f"{group}:{artifact}"
    elif isinstance(value, Mapping):
        name = text(value, "module") or f"{text(value, 'group')}:{text(value, 'name')}"
        stated = value.get("version")
        ref = text(stated, "ref") if isinstance(stated, Mapping) else ""
        version = text(versions, ref) if ref else text(value, "version")
    return Package(ecosystem="maven", name=name, version=_exact(version), direct=True, line=line)


def _exact(version: str) -> str:
    return "" if re.search(r"[+\[\](),]|latest\.", version) else version


def read_build_script(content: str) -> Reading:
    numbered = enumerate(content.split("\n"), 1)
    lines = [(n, s) for n, s in numbered if len(s) < _LONGEST and not _COMMENT.match(s)]
    needs = tuple(_needs(lines))
    return Reading(
        needs=needs,
        packages=tuple(
            Package(
                ecosystem="maven",
                name=n.name,
                version=_exact(n.wants),
                scope=n.scope,
                direct=True,
                line=n.line,
            )
            for n in needs
        ),
        registries=tuple(
            Address(url=found[1], line=n) for n, line in lines if (found := _URL.match(line))
        ),
    )


def _needs(lines: list[tuple[int, str]]) -> Iterator[Need]:
    for number, line in lines:
        if found := _DECLARED.match(line):
            development = found[1].lower().startswith(("test", "androidtest", "classpath"))
            yield Need(
                name=found[2],
                wants=found[3] or "",
                scope=Scope.DEVELOPMENT if development else Scope.RUNTIME,
                line=number,
            )
