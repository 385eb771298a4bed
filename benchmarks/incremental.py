"""`python -m benchmarks.incremental [LINES …]`: what an audit costs after one file has changed.

A tree is audited by tools alone with an empty state, again unchanged, and again after one changed
file; then once more with an empty state, and the last two certificates must be equal but for the
run. Seconds are those of processors, of the process and its children: the clock depends on what
else the machine does. All audits are made in one process that has imported everything; what the
start of the command costs is told first, and comes on top of each.
"""

import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from benchmarks.measure import processor_seconds
from benchmarks.trees import python_tree
from seatrial import environment
from seatrial.auditing import start_audit
from seatrial.settings import Depth, Settings

Row = tuple[str, float, str, str]
SIZES = (2_000, 50_000)
_TIMES = 3
_IMPORTS = [sys.executable, "-c", "import seatrial.cli, seatrial.commands, seatrial.auditing"]


def rows(lines: int, folder: Path, start: float) -> Iterator[Row]:
    """Name, figure, unit, goal. `start` is what the start of the command costs."""
    tree, state = folder / "tree", folder / "state"
    tree.mkdir(parents=True)
    count = python_tree(tree, lines)
    whole = _seconds(lambda: _audited(tree, state))
    again = _seconds(lambda: _audited(tree, state))
    changed = [_seconds(lambda: _audited(tree, state)) for n in range(_TIMES) if _change(tree, n)]
    one = median(changed)
    yield f"audit of {count} lines", whole, "s", "-"
    yield "  again, nothing changed", again, "s", "-"
    yield "  again, one file changed", one, "s", "-"
    yield "  one changed / whole", one / whole, "ratio", "<= 0.05"
    yield "  with the start of the command", (one + start) / (whole + start), "ratio", "-"
    equal = _audited(tree, state) == _audited(tree, folder / "empty")
    yield "  certificates equal but for the run", float(equal), "", "1"


def _change(tree: Path, n: int) -> bool:
    """One module gets one more function."""
    module = sorted(tree.rglob("*.py"))[0]
    with module.open("a", encoding="utf-8") as file:
        return bool(file.write(f"\n\ndef added_{n}(x):\n    return eval(x)\n"))


def _audited(tree: Path, state: Path) -> str:
    """The certificate without its run."""
    settings = Settings(state=state, depth=Depth.QUICK, quiet=True)
    return start_audit(tree, settings, []).certificate.model_dump_json(exclude={"run"})


def _seconds(act: Callable[[], object]) -> float:
    before = _spent()
    act()
    return _spent() - before


def _spent() -> float:
    both = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def main() -> None:
    environment.force()
    start = processor_seconds(_IMPORTS, 3)
    sys.stdout.write(f"{'start of the command: imports':<44}{start:>10.2f} s\n")
    with tempfile.TemporaryDirectory() as private:
        warm = Path(private, "warm")
        warm.mkdir()
        (warm / "a.py").write_text("import os\n\n\ndef f(x):\n    os.system(x)\n")
        _audited(warm, Path(private, "state"))  # what is imported when it is first needed
    for size in [int(n) for n in sys.argv[1:]] or SIZES:
        with tempfile.TemporaryDirectory() as private:
            for name, figure, unit, goal in rows(size, Path(private), start):
                sys.stdout.write(f"{name:<44}{figure:>10.3f} {unit:<6}goal {goal}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
