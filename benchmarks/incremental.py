"""`python -m benchmarks.incremental [LINES …]`: what an audit costs after one file has changed.

The same tree is audited with an empty state, then again after one changed file, and once more with
an empty state: the last two certificates must be equal but for the run.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.measure import measure, median_seconds
from benchmarks.trees import python_tree

Row = tuple[str, float, str, str]
SIZES = (2_000, 50_000)
_TIMES = 3
# As a command starts: what `audit` imports before it looks at anything.
IMPORTS = [sys.executable, "-c", "import seatrial.cli, seatrial.commands, seatrial.auditing"]


def rows(lines: int, folder: Path) -> Iterator[Row]:
    """Name, figure, unit, goal."""
    tree, state = folder / "tree", folder / "state"
    tree.mkdir(parents=True)
    count = python_tree(tree, lines)
    whole = _audited(tree, state, folder / "first")
    again = _audited(tree, state, folder / "again")
    changed = [_after_a_change(tree, state, folder, n) for n in range(_TIMES)]
    one = sorted(changed)[_TIMES // 2]
    _audited(tree, folder / "empty", folder / "full")
    yield f"audit of {count} lines, command", whole[0], "s", "-"
    yield "  without the start of the process", whole[1], "s", "-"
    yield "  nothing changed, without the start", again[1], "s", "-"
    yield "  one file changed, command", one[0], "s", "-"
    yield "  one file changed, without the start", one[1], "s", "-"
    yield "  changed / whole, command", one[0] / whole[0], "ratio", "-"
    yield "  changed / whole, without the start", one[1] / whole[1], "ratio", "<= 0.05"
    equal = _certificate(folder / "changed") == _certificate(folder / "full")
    yield "  certificates equal but for the run", float(equal), "", "1"


def _after_a_change(tree: Path, state: Path, folder: Path, n: int) -> tuple[float, float]:
    """One module gets one more function each time."""
    module = sorted(tree.rglob("*.py"))[0]
    with module.open("a", encoding="utf-8") as file:
        file.write(f"\n\ndef added_{n}(x):\n    return eval(x)\n")
    return _audited(tree, state, folder / "changed")


def _audited(tree: Path, state: Path, papers: Path) -> tuple[float, float]:
    """Seconds of the command, and of the run from its record to its certificate."""
    took = measure(
        [
            *(sys.executable, "-m", "seatrial", "audit", str(tree), "--depth", "quick", "--quiet"),
            *("--state", str(state), "--output", str(papers)),
        ]
    ).seconds
    run = json.loads((papers / "certificate.json").read_bytes())["run"]
    began, ended = (datetime.fromisoformat(run[k]) for k in ("started_at", "finished_at"))
    return took, (ended - began).total_seconds()


def _certificate(papers: Path) -> Any:
    whole = json.loads((papers / "certificate.json").read_bytes())
    whole.pop("run")
    return whole


if __name__ == "__main__":
    sizes = [int(n) for n in sys.argv[1:]] or SIZES
    sys.stdout.write(f"imports of audit {median_seconds(IMPORTS, 3):.2f} s\n")
    for size in sizes:
        with tempfile.TemporaryDirectory() as private:
            for name, figure, unit, goal in rows(size, Path(private)):
                sys.stdout.write(f"{name:<44}{figure:>10.3f} {unit:<6}goal {goal}\n")
