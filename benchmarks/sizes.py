"""How the time and memory of a quick audit grow with the tree."""

import math
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Measured, measure, median_seconds
from benchmarks.results import Row
from benchmarks.trees import python_tree

SEATRIAL = [sys.executable, "-m", "seatrial"]
# As a command starts: what `audit` imports before it looks at anything.
IMPORTS = [sys.executable, "-c", "import seatrial.cli, seatrial.commands, seatrial.auditing"]
SIZES = ((2_000, "< 3"), (10_000, "-"), (50_000, "< 15"))


def rows(lines: int, folder: Path) -> Iterator[Row]:
    """Trees of growing size up to `lines`, the largest twice."""
    imports = median_seconds(IMPORTS, 5)
    yield "imports of audit", imports, "s", "-"
    took: list[tuple[int, float]] = []
    sizes = [(size, goal) for size, goal in SIZES if size < lines]
    for size, goal in (*sizes, (lines, "< 60 at 750k")):
        tree, state = folder / f"tree{size}", folder / f"state{size}"
        tree.mkdir(parents=True)
        count = python_tree(tree, size)
        first = audited(tree, state)
        yield f"audit {count} lines", first.seconds, "s", goal
        yield f"  peak memory of {count} lines, with children", first.mib, "MiB", "< 1536"
        took.append((count, first.seconds - imports))
    again = audited(tree, state)
    yield "  audited again, unchanged", again.seconds, "s", "-"
    yield "  again / first", again.seconds / first.seconds, "ratio", "< 0.1"
    (small, quick), (large, slow) = took[min(1, len(took) - 1)], took[-1]
    if large > small:
        growth = math.log(slow / quick) / math.log(large / small)
        yield f"  exponent from {small} lines, after imports", growth, "", "<= 1.05"


def audited(tree: Path, state: Path, *more: str) -> Measured:
    command = [*SEATRIAL, "audit", str(tree), "--state", str(state), "--quiet", "--depth", "quick"]
    return measure([*command, *more])
