"""`python -m benchmarks.plots RESULTS.json FOLDER`: the plots of what `make bench` kept."""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import svg

_SIZE = re.compile(r"audit (\d+) lines")


def plots(results: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """File name and content of each plot that the results have figures for."""
    sections, date = results["sections"], results["date"]
    if points := list(_sizes(sections.get("sizes", ()))):
        title = f"Quick audit: seconds by lines of Python ({date})"
        yield "growth.svg", svg.growth(title, points, "lines", "seconds")
    compared = [part for name, part in sections.items() if name.startswith("peers on ")]
    if compared:
        trees = ", ".join(part["tree"] for part in compared)
        of = sum(part["faults"] for part in compared)
        named = Counter[str]()
        for part in compared:
            named.update({n: r["named"] for n, r in part["tools"].items() if "named" in r})
        rows = sorted(((n, hits, of) for n, hits in named.items()), key=lambda r: (-r[1], r[0]))
        title = f"Planted faults named, by tool ({trees})"
        yield "found-by-tool.svg", svg.bars(title, rows, "seatrial")
        yield (
            "found-by-gate.svg",
            svg.bars(
                f"Planted faults found by Seatrial, by gate ({trees})", list(_gates(compared))
            ),
        )


def _sizes(rows: list[dict[str, Any]]) -> Iterator[tuple[float, float]]:
    for row in rows:
        if found := _SIZE.fullmatch(row["name"]):
            yield float(found[1]), row["figure"]


def _gates(compared: list[dict[str, Any]]) -> Iterator[tuple[str, int, int]]:
    of, hits = Counter[str](), Counter[str]()
    for part in compared:
        of.update(part["gates"])
        hits.update(part["tools"]["seatrial"]["gates"])
    for gate in sorted(of, key=lambda g: (len(g), g)):
        yield gate, hits[gate], of[gate]


def main(results: Path, folder: Path) -> None:
    for name, content in plots(json.loads(results.read_text(encoding="utf-8"))):
        (folder / name).write_text(content, encoding="utf-8")
        sys.stdout.write(f"{folder / name}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
