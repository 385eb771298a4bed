"""`python -m benchmarks.incremental [LINES …]`: what an audit costs after one file has changed.

A tree is audited with an empty state, again unchanged, and again after one changed file; then once
more with an empty state, and the last two certificates must be equal but for the run. Processor
seconds count the process and its children: the clock depends on what else the machine does.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from subprocess import DEVNULL, run
from typing import Any

from benchmarks.trees import python_tree

Row = tuple[str, float, str, str]
SIZES = (2_000, 50_000)
_TIMES = 3
# As a command starts: what `audit` imports before it looks at anything.
IMPORTS = [sys.executable, "-c", "import seatrial.cli, seatrial.commands, seatrial.auditing"]


@dataclass(frozen=True)
class Spent:
    """Seconds by the clock and on processors, children included."""

    clock: float
    processor: float


def rows(lines: int, folder: Path, start: Spent) -> Iterator[Row]:
    """Name, figure, unit, goal. `start` is what the start of the process costs."""
    tree, state = folder / "tree", folder / "state"
    tree.mkdir(parents=True)
    count = python_tree(tree, lines)
    whole = _audited(tree, state, folder / "first")
    again = _audited(tree, state, folder / "again")
    changed = [_after_a_change(tree, state, folder, n) for n in range(_TIMES)]
    one = Spent(median(c.clock for c in changed), median(c.processor for c in changed))
    _audited(tree, folder / "empty", folder / "full")
    for name, spent in (("", whole), (" again, unchanged", again), (", one file changed", one)):
        yield f"audit of {count} lines{name}, clock", spent.clock, "s", "-"
        yield "  processor", spent.processor, "s", "-"
        yield "  processor without the start", spent.processor - start.processor, "s", "-"
    yield "changed / whole, clock", one.clock / whole.clock, "ratio", "-"
    yield "  processor", one.processor / whole.processor, "ratio", "-"
    left, all_ = (s.processor - start.processor for s in (one, whole))
    yield "  processor without the start", left / all_, "ratio", "<= 0.05"
    equal = _certificate(folder / "changed") == _certificate(folder / "full")
    yield "certificates equal but for the run", float(equal), "", "1"


def _after_a_change(tree: Path, state: Path, folder: Path, n: int) -> Spent:
    """One module gets one more function each time."""
    module = sorted(tree.rglob("*.py"))[0]
    with module.open("a", encoding="utf-8") as file:
        file.write(f"\n\ndef added_{n}(x):\n    return eval(x)\n")
    return _audited(tree, state, folder / "changed")


def _audited(tree: Path, state: Path, papers: Path) -> Spent:
    return _spent(
        [
            *(sys.executable, "-m", "seatrial", "audit", str(tree), "--depth", "quick", "--quiet"),
            *("--state", str(state), "--output", str(papers)),
        ]
    )


def _spent(command: Sequence[str]) -> Spent:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    run(command, stdout=DEVNULL, stderr=DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(time.perf_counter() - began, busy)


def _certificate(papers: Path) -> Any:
    whole = json.loads((papers / "certificate.json").read_bytes())
    whole.pop("run")
    return whole


if __name__ == "__main__":
    start = min((_spent(IMPORTS) for _ in range(3)), key=lambda spent: spent.processor)
    sys.stdout.write(f"{'imports of audit, processor':<44}{start.processor:>10.2f} s\n")
    for size in [int(n) for n in sys.argv[1:]] or SIZES:
        with tempfile.TemporaryDirectory() as private:
            for name, figure, unit, goal in rows(size, Path(private), start):
                sys.stdout.write(f"{name:<44}{figure:>10.3f} {unit:<6}goal {goal}\n")
