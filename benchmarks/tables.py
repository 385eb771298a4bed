"""`python -m benchmarks.tables RESULTS.json`: the tables of docs/benchmarks.md, as Markdown."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from seatrial.calibration.statistics import wilson


def tables(results: dict[str, Any]) -> Iterator[str]:
    for name, part in results["sections"].items():
        if name.startswith("peers on "):
            yield from _peers(part)
        elif name.startswith("public "):
            yield from _public(name.removeprefix("public "), part)
        else:
            yield from _rows(part)


def _rows(rows: list[dict[str, Any]]) -> Iterator[str]:
    yield "| what | figure | goal |\n| --- | --- | --- |"
    for row in rows:
        yield f"| {row['name']} | {row['figure']:.2f} {row['unit']} | {row['goal']} |"
    yield ""


def _peers(part: dict[str, Any]) -> Iterator[str]:
    of = part["faults"]
    decoys = f"decoys flagged, of {part['decoys']}"
    yield (
        f"| {part['tree']}, {part['lines']:,} lines | faults named | {decoys} | new elsewhere"
        " | findings without faults | seconds | MiB |\n| --- | --- | --- | --- | --- | --- | --- |"
    )
    for name, row in part["tools"].items():
        if "not_run" in row:
            yield f"| {name} | not run: {row['not_run']} | | | | | |"
            continue
        low, high = wilson(row["named"], of)
        named = f"{row['named']} of {of} ({100 * low:.0f}–{100 * high:.0f} %)"
        yield (
            f"| {name} | {named} | {row['decoys']} | {row['elsewhere']} | {row['clean']}"
            f" | {row['seconds']:.1f} | {row['mib']} |"
        )
    yield ""


def _public(name: str, part: dict[str, Any]) -> Iterator[str]:
    tools = part["tools"]
    yield f"| {name} | {' | '.join(tools)} |\n| --- |{' --- |' * len(tools)}"
    overall = " | ".join(f"**{tool['overall']:.3f}**" for tool in tools.values())
    yield f"| overall | {overall} |"
    for category in sorted({c for tool in tools.values() for c in tool["categories"]}):
        cells = [tool["categories"][category] for tool in tools.values()]
        if any(hits or alarms for _, hits, _, alarms, _ in cells):
            told = " | ".join(f"{y:+.2f} ({h}/{w}, {a}/{s})" for y, h, w, a, s in cells)
            yield f"| {category} | {told} |"
    yield ""


if __name__ == "__main__":
    found = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.stdout.write("\n".join(tables(found)) + "\n")
