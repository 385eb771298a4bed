"""`python -m benchmarks.ask.speed [LINES]`: what a fact costs on a tree that did not change."""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.ask.facts import EXAMPLES
from benchmarks.measure import median_seconds
from benchmarks.trees import python_tree
from seatrial import environment
from seatrial.asking import ask_folder
from seatrial.settings import Settings
from seatrial.snapshot.glance import GRAIN_NS
from seatrial.snapshot.take import digest_of

_SEATRIAL = [sys.executable, "-m", "seatrial"]
_IMPORTS = [sys.executable, "-c", "import seatrial.cli, seatrial.ask_commands, seatrial.ask_prompt"]
_TIMES = 7
_QUESTION = "how many tests are there?"


def main() -> None:
    environment.force()
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        tree = here / "tree"
        tree.mkdir()
        count = python_tree(tree, lines)
        time.sleep(GRAIN_NS / 1e9)  # what was just written is never taken for unchanged
        imports = median_seconds(_IMPORTS, _TIMES)
        _say("imports of ask", imports)
        for name, root in (("parcelgate", EXAMPLES / "parcelgate"), (f"{count} lines", tree)):
            _measure(name, root, here / "state", imports)


def _measure(name: str, root: Path, state: Path, imports: float) -> None:
    settings = Settings(state=state, quiet=True)
    _say(f"{name}: first question", _took(lambda: ask_folder(root, _QUESTION, settings)))
    command = [*_SEATRIAL, "ask", str(root), _QUESTION, "--state", str(state), "--quiet"]
    again = median_seconds(command, _TIMES)
    _say(f"{name}: second, whole command", again)
    _say(f"{name}: second, after imports", again - imports)
    inside = [_took(lambda: ask_folder(root, _QUESTION, settings)) for _ in range(_TIMES)]
    _say(f"{name}: second, in process", median(inside))
    _say(f"{name}: to walk and hash instead", _took(lambda: digest_of(root)))


def _took(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _say(name: str, seconds: float) -> None:
    sys.stdout.write(f"{name:<44}{seconds:>10.3f} s\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
