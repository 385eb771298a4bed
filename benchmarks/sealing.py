"""`python -m benchmarks.sealing`: what verifying and reporting cost, in processor seconds.

The machine may be busy with other things: compare each with `seatrial --help` of the same run.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import median_seconds, processor_seconds
from benchmarks.results import Row, told
from benchmarks.trees import tree_with_findings

SEATRIAL = [sys.executable, "-m", "seatrial"]
FINDINGS, KINDS = 5_000, ("certificate", "readiness-review", "progress", "self-audit")


def rows(tree: Path, folder: Path) -> Iterator[Row]:
    """A signed audit of `tree`, and one of a tree with 5,000 findings."""
    folder.mkdir(parents=True, exist_ok=True)
    papers, trust = _signed(tree, folder)
    start = processor_seconds([*SEATRIAL, "--help"], 5)
    yield "processor time of --help", start, "s", "-"
    verify = [*SEATRIAL, "verify", str(papers), "--trust", str(trust)]
    cost = processor_seconds(verify, 5)
    yield "verify without replay, processor", cost, "s", "< 0.5"
    yield "  / --help", cost / start, "ratio", "<= 2"
    yield "  wall", median_seconds(verify, 5), "s", "< 0.5"
    yield from _reports(folder)


def _signed(tree: Path, folder: Path) -> tuple[Path, Path]:
    """The papers of an audit that one person has signed, and the trust file that knows them."""
    key, trust, papers = folder / "key", folder / "trust.toml", folder / "papers"
    state = ("--state", str(folder / "state"), "--trust", str(trust))
    _run("keys", "new", key)
    _run("keys", "trust", f"{key}.pub", "--person", "Ada", "--role", "captain", "--trust", trust)
    _run("audit", tree, "--depth", "quick", "--quiet", "--output", papers, *state)
    _run("sign", papers, "--role", "captain", "--key", key, *state)
    return papers, trust


def _reports(folder: Path) -> Iterator[Row]:
    tree, state = folder / "many", folder / "state-many"
    tree.mkdir()
    tree_with_findings(tree, FINDINGS)
    _run("audit", tree, "--depth", "quick", "--quiet", "--state", state)
    (run,) = state.glob("*/runs/*")
    for kind in KINDS:
        report = [*SEATRIAL, "report", kind, "--run", run.name, "--state", str(state)]
        figure = processor_seconds([*report, "--format", "html"], 3)
        yield f"report {kind}, {FINDINGS} findings, processor", figure, "s", "< 2"


def _run(*arguments: object) -> None:
    command = [*SEATRIAL, *map(str, arguments)]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as private:
        for row in rows(Path("examples/berthbook"), Path(private)):
            sys.stdout.write(f"{told(row)}\n")
            sys.stdout.flush()
