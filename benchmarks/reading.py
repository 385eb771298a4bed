"""`python -m benchmarks.reading [FOLDER]`: what the embedded model's part of an audit costs."""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.measure import measure
from benchmarks.results import Row, told


def rows(tree: Path, folder: Path, *more: str) -> Iterator[Row]:
    """An audit of `tree` with every question, twice: name, figure, unit, goal."""
    folder.mkdir(parents=True, exist_ok=True)
    state = folder / "state"
    command = [
        *(sys.executable, "-m", "seatrial", "audit", str(tree), "--depth", "deep", "--quiet"),
        *("--model", "embedded", "--state", str(state), *more),
    ]
    spent = measure([*command, "--output", str(folder / "first")])
    wall = spent.seconds
    first = _read(folder / "first")
    tokens, indexing = first["run"]["tokens"], _seconds(state, "index")
    measure([*command, "--output", str(folder / "again")])
    again = _read(folder / "again")
    asked = sum(q["asked"] for q in first["reading"]["model"]["asked"])
    yield f"reading {tree.name}: questions asked", asked, "", "-"
    yield "  model's own time", tokens["seconds"], "s", "-"
    yield "  model's own time / wall time", tokens["seconds"] / wall, "ratio", "-"
    yield "  peak memory, with children", spent.mib, "MiB", "-"
    yield "  indexing", indexing, "s", "-"
    yield "  audit but indexing / model's time", (wall - indexing) / tokens["seconds"], "", "<= 1.1"
    yield "  evaluated / sent prompt tokens", tokens["evaluated"] / tokens["sent"], "", "<= 0.25"
    yield "  generated tokens a question", tokens["generated"] / max(1, asked), "", "-"
    calls = again["run"]["tokens"]["calls"]
    yield "  calls of the second audit", calls, "", "0"
    yield "  answers of the second audit from the cache", _share(asked, calls), "ratio", "1"


def _share(asked: int, calls: int) -> float:
    """Of the questions asked, those that cost no call."""
    return max(0, asked - calls) / asked if asked else 1.0


def _read(papers: Path) -> Any:
    return json.loads((papers / "certificate.json").read_text(encoding="utf-8"))


def _seconds(state: Path, stage: str) -> float:
    """How long a stage of the only run in `state` took, by its event log."""
    (events,) = state.glob("*/runs/*/events.jsonl")
    told = [json.loads(line) for line in events.read_text(encoding="utf-8").splitlines()]
    return float(sum(e["seconds"] for e in told if e["event"] == "end" and e["stage"] == stage))


if __name__ == "__main__":
    tree = Path(sys.argv[1] if len(sys.argv) > 1 else "examples/parcelgate")
    with tempfile.TemporaryDirectory() as private:
        for row in rows(tree, Path(private), *sys.argv[2:]):
            sys.stdout.write(f"{told(row)}\n")
