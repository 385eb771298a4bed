"""`make bench`: prints a table, and JSON when a file is named with --json."""

import argparse
import json
import math
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import reading
from benchmarks.measure import Measured, measure, median_seconds
from benchmarks.trees import python_tree
from seatrial.llm.weights import find_weights
from seatrial.settings import Settings

ROOT = Path(__file__).parent.parent
SEATRIAL = [sys.executable, "-m", "seatrial"]
# As a command starts: what `audit` imports before it looks at anything.
IMPORTS = [sys.executable, "-c", "import seatrial.cli, seatrial.commands, seatrial.auditing"]
Row = tuple[str, float, str, str]


def rows(lines: int, folder: Path) -> Iterator[Row]:
    """Name, figure, unit, goal."""
    yield "seatrial --help", median_seconds([*SEATRIAL, "--help"], 7), "s", "< 0.4"
    imports = median_seconds(IMPORTS, 5)
    yield "imports of audit", imports, "s", "-"
    for example in ("parcelgate", "berthbook"):
        times = [
            _measured(ROOT / "examples" / example, folder / f"{example}{n}").seconds
            for n in range(3)
        ]
        middle = sorted(times)[1]
        yield f"audit {example}, after imports", middle - imports, "s", "< 3"
    yield from _sizes(folder, lines, imports)
    yield from _reading(folder / "reading")


def _sizes(folder: Path, lines: int, imports: float) -> Iterator[Row]:
    """Trees of growing size, the largest twice."""
    took: list[tuple[int, float]] = []
    for size, goal in ((2_000, "< 3"), (10_000, "-"), (50_000, "< 15"), (lines, "< 60 at 750k")):
        tree, state = folder / f"tree{size}", folder / f"state{size}"
        tree.mkdir()
        count = python_tree(tree, size)
        first = _measured(tree, state)
        yield f"audit {count} lines", first.seconds, "s", goal
        took.append((count, first.seconds - imports))
    yield "  peak memory, with children", first.mib, "MiB", "< 1536"
    again = _measured(tree, state)
    yield "  audited again, unchanged", again.seconds, "s", "-"
    yield "  again / first", again.seconds / first.seconds, "ratio", "< 0.1"
    (small, quick), (large, slow) = took[1], took[-1]
    growth = math.log(slow / quick) / math.log(large / small)
    yield f"  exponent from {small} lines, after imports", growth, "", "<= 1.05"


def _measured(tree: Path, state: Path) -> Measured:
    return measure(
        [*SEATRIAL, "audit", str(tree), "--state", str(state), "--quiet", "--depth", "quick"]
    )


def _reading(folder: Path) -> Iterator[Row]:
    """What the embedded model costs, where its weights are."""
    if find_weights(Settings().data / "weights"):
        yield from reading.rows(ROOT / "examples" / "parcelgate", folder)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--lines", type=int, default=750_000)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    print(f"{machine}, {time.strftime('%Y-%m-%d')}")
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for name, figure, unit, goal in rows(asked.lines, Path(folder)):
            print(f"{name:<36}{figure:>10.2f} {unit:<6}goal {goal}", flush=True)
            found.append({"name": name.strip(), "figure": figure, "unit": unit, "goal": goal})
    if asked.json:
        asked.json.parent.mkdir(parents=True, exist_ok=True)
        asked.json.write_text(json.dumps({"machine": machine, "rows": found}, indent=2) + "\n")


if __name__ == "__main__":
    main()
