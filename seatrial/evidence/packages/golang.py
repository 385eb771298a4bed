"""go.mod and go.sum. Format: https://go.dev/ref/mod"""

import re
from collections.abc import Iterator

from seatrial.evidence.packages.model import Need, Package, Reading, Scope, Unreadable

_MODULE = re.compile(r"\s*(?:require\s+)?([\w.~-]+\.[\w.~/!-]+|[\w.~-]+/[\w.~/!-]+)\s+(v\S+)")
_REPLACE = re.compile(r"\s*(?:replace\s+)?(\S+)(?:\s+v\S+)?\s+=>\s+(\S+)(?:\s+(v\S+))?")
_SUM = re.compile(r"(\S+) (v\S+?)(/go\.mod)? (h1:\S+)$")
_BLOCK = re.compile(r"\s*(\w+)\s*\($")


def read_go_mod(content: str) -> Reading:
    module = re.search(r"(?m)^module[ \t]+(\S+)", content)
    if not module:
        raise Unreadable("it names no module")
    needs, replaced, tools = [], {}, []
    for block, number, line in _lines(content):
        if block == "require" and (found := _MODULE.match(line)):
            indirect = "// indirect" in line
            needs.append((found[1], found[2], indirect, number))
        elif block == "replace" and (other := _REPLACE.match(line)):
            replaced[other[1]] = (other[2], other[3] or "")
        elif block == "tool":
            tools.append(line.strip().removeprefix("tool").strip())
    return Reading(
        name=module[1],
        needs=tuple(
            _need(n, v, line, replaced)
            for n, v, indirect, line in needs
            if not indirect and not any(tool.startswith(n) for tool in tools)
        ),
        packages=tuple(_package(n, v, i, line, replaced) for n, v, i, line in needs),
    )


def _lines(content: str) -> Iterator[tuple[str, int, str]]:
    """Each line with the directive that it belongs to."""
    block = ""
    for number, line in enumerate(content.split("\n"), 1):
        if opened := _BLOCK.match(line):
            block = opened[1]
        elif line.strip() == ")":
            block = ""
        else:
            yield block or line.strip().partition(" ")[0], number, line


def _need(name: str, version: str, line: int, replaced: dict[str, tuple[str, str]]) -> Need:
    place, _ = replaced.get(name, ("", ""))
    return Need(name=name, wants=version, origin=place, line=line)


def _package(
    name: str, version: str, indirect: bool, line: int, replaced: dict[str, tuple[str, str]]
) -> Package:
    place, instead = replaced.get(name, ("", ""))
    if place and not place.startswith((".", "/")):
        name, version = place, instead or version
    return Package(
        ecosystem="golang",
        name=name,
        version=version,
        scope=Scope.RUNTIME,
        direct=not indirect,
        origin=place if place.startswith((".", "/")) else "",
        line=line,
    )


def read_go_sum(content: str) -> Reading:
    """Sums of modules and of their go.mod files; `copied` holds every version that has one."""
    rows = [
        (number, found)
        for number, line in enumerate(content.split("\n"), 1)
        if (found := _SUM.match(line.rstrip()))
    ]
    if not rows and content.strip():
        raise Unreadable("no line of it is a sum")
    return Reading(
        packages=tuple(
            Package(
                ecosystem="golang",
                name=found[1],
                version=found[2],
                hashes=(found[4],),
                line=number,
            )
            for number, found in rows
            if not found[3]
        ),
        copied=tuple(("", found[1], found[2]) for _, found in rows),
    )
