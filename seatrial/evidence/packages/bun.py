"""bun.lock, bun's lock file as text. Format: https://bun.sh/docs/install/lockfile"""

import re
from collections.abc import Mapping
from typing import Any

from seatrial.evidence.manifests.text import table
from seatrial.evidence.packages.model import Package, Reading
from seatrial.evidence.packages.npm import KINDS, origin_of
from seatrial.evidence.packages.values import entries, the_json

# JSON with a comma behind the last element, which no string of a lock file holds before a bracket.
_LAST_COMMA = re.compile(r",(?=\s*[}\]])")
_ENTRY = re.compile(r'\s*"([^"]+)": \[')


def read_bun(content: str) -> Reading:
    lock = the_json(_LAST_COMMA.sub("", content))
    own = list(entries(table(lock, "workspaces")))
    direct = {n for _, p in own for kind, _ in KINDS for n in table(p, kind)}
    rows = {k: r for k, r in table(lock, "packages").items() if isinstance(r, list) and r}
    lines = {
        found[1]: n
        for n, line in enumerate(content.split("\n"), 1)
        if (found := _ENTRY.match(line[:300]))
    }
    return Reading(
        packages=tuple(
            package
            for key, row in rows.items()
            if (package := _package(key, row, lines.get(key, 1), direct))
        ),
        copied=tuple(
            (folder, name, str(wants))
            for folder, p in own
            for kind, _ in KINDS
            for name, wants in table(p, kind).items()
        ),
    )


def _package(key: str, row: list[Any], line: int, direct: set[str]) -> Package | None:
    """`[name@version, registry, {what it needs}, hash]`; None for the tree's own."""
    name, _, version = str(row[0])[1:].partition("@")
    place = origin_of(version)
    if version.startswith("workspace:"):
        return None
    needs = next((r for r in row if isinstance(r, Mapping)), {})
    hashes = tuple(r for r in row[1:] if isinstance(r, str) and r.startswith(("sha512-", "sha1-")))
    return Package(
        ecosystem="npm",
        name=str(row[0])[0] + name,
        version="" if place else version,
        direct=key in direct,
        hashes=hashes,
        origin=place,
        requires=tuple(sorted(table(needs, "dependencies"))),
        line=line,
    )
