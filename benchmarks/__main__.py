"""`make bench`: prints a table, and JSON when a file is named with --json."""

import argparse
import json
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import reading
from benchmarks.measure import measure, median_seconds
from benchmarks.trees import python_tree
from seatrial.llm.weights import find_weights
from seatrial.settings import Settings

ROOT = Path(__file__).parent.parent
SEATRIAL = [sys.executable, "-m", "seatrial"]
# As a command starts: what `audit` imports before it looks at anything.
IMPORTS = [sys.executable, "-c", "import seatrial.cli, seatrial.commands, seatrial.audit"]
Row = tuple[str, float, str, str]


def rows(lines: int, folder: Path) -> Iterator[Row]:
    """Name, figure, unit, goal."""
    yield "seatrial --help", median_seconds([*SEATRIAL, "--help"], 7), "s", "< 0.4"
    imports = median_seconds(IMPORTS, 5)
    yield "imports of audit", imports, "s", "-"
    for example in ("parcelgate", "berthbook"):
        times = [_audit(ROOT / "examples" / example, folder / f"{example}{n}") for n in range(3)]
        middle = sorted(times)[1]
        yield f"audit {example}, after imports", middle - imports, "s", "< 3"
    tree = folder / "tree"
    tree.mkdir()
    count = python_tree(tree, lines)
    yield from _large(tree, folder / "large", count)
    yield from _reading(folder / "reading")


def _reading(folder: Path) -> Iterator[Row]:
    """What the embedded model costs, where its weights are."""
    if find_weights(Settings().data / "weights"):
        yield from reading.rows(ROOT / "examples" / "parcelgate", folder)


def _large(tree: Path, state: Path, count: int) -> Iterator[Row]:
    command = [*SEATRIAL, "audit", str(tree), "--state", str(state), "--quiet", "--depth", "quick"]
    first = measure(command)
    again = measure(command)
    yield f"audit {count} lines", first.seconds, "s", "< 90 at 500k"
    yield "  peak memory, with children", first.mib, "MiB", "< 1536"
    yield "  audited again, unchanged", again.seconds, "s", "-"
    yield "  again / first", again.seconds / first.seconds, "ratio", "-"
    shutil.rmtree(state)


def _audit(path: Path, state: Path) -> float:
    return measure(
        [*SEATRIAL, "audit", str(path), "--state", str(state), "--quiet", "--depth", "quick"]
    ).seconds


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--lines", type=int, default=500_000)
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
