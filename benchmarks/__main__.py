"""`make bench`: prints a table, and keeps it as JSON that an interrupted run goes on with."""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import index_speed, reading, sealing, sizes
from benchmarks.documents import readiness_document
from benchmarks.machine import this_machine
from benchmarks.machine import told as machine_told
from benchmarks.measure import median_seconds, processor_seconds
from benchmarks.peers import compare
from benchmarks.public import score
from benchmarks.results import Results, Row, as_json, told
from seatrial.llm.weights import find_weights
from seatrial.settings import Settings

ROOT = Path(__file__).parent.parent
EXAMPLES = (ROOT / "examples" / "parcelgate", ROOT / "examples" / "berthbook")
Measure = Callable[[Path], Iterator[Row]]


def starting(folder: Path) -> Iterator[Row]:
    help_time = median_seconds([*sizes.SEATRIAL, "--help"], 7)
    yield "seatrial --help", help_time, "s", "< 0.4"
    imports = median_seconds(sizes.IMPORTS, 5)
    document = readiness_document(folder / "status.md", 400)
    report = processor_seconds([*sizes.SEATRIAL, "check-report", str(document)], 5)
    yield "check-report of 400 lines, processor time", report, "s", "< 1"
    for example in EXAMPLES:
        times = [
            sizes.audited(example, folder / f"{example.name}{n}").seconds - imports
            for n in range(3)
        ]
        yield f"audit {example.name}, after imports", sorted(times)[1], "s", "< 3"


def _rows_of(asked: argparse.Namespace) -> dict[str, Measure]:
    return {
        "starting": starting,
        "sizes": lambda folder: sizes.rows(asked.lines, folder),
        "sealing": lambda folder: sealing.rows(EXAMPLES[1], folder / "sealing"),
        "index": lambda folder: index_speed.rows(ROOT / "seatrial", folder),
        "reading": lambda folder: reading.rows(EXAMPLES[0], folder / "reading"),
    }


def main() -> None:
    asked = _asked()
    date = time.strftime("%Y-%m-%d")
    kept = asked.json or ROOT / "benchmarks" / "results" / f"{date}.json"
    results = Results(kept, date, this_machine())
    print(f"{machine_told(results.machine)}, {date}")
    for section, measure in _rows_of(asked).items():
        if not asked.only or section in asked.only:
            _rows(results, section, measure, asked)
    if not asked.only or "peers" in asked.only:
        _peers(results, asked)
    if asked.public and (not asked.only or "public" in asked.only):
        _public(results, asked)


def _rows(results: Results, section: str, measure: Measure, asked: argparse.Namespace) -> None:
    if section == "reading" and (reason := _without_model(asked)):
        results.leave_out(section, reason)
        print(f"left out: {section}: {reason}")
    elif results.has(section) and not asked.again:
        for row in results.section(section):
            print(told((row["name"], row["figure"], row["unit"], row["goal"])))
    else:
        found = []
        with tempfile.TemporaryDirectory() as folder:
            for row in measure(Path(folder)):
                print(told(row), flush=True)
                found.append(row)
        results.keep(section, as_json(found))


def _without_model(asked: argparse.Namespace) -> str:
    """Why the model's part is not measured, '' when it can be."""
    if asked.no_model:
        return "--no-model: no share of the model, no prompt tokens, no answers of the cache"
    if not find_weights(Settings().data / "weights"):
        return "the embedded model is not here; `seatrial models pull` brings it"
    return ""


def _peers(results: Results, asked: argparse.Namespace) -> None:
    for tree in asked.tree or EXAMPLES:
        section = f"peers on {tree.name}"
        if asked.again or not results.has(section):
            compared = compare.compared(tree, asked.peers, faults=60, seed=asked.seed)
            results.keep(section, compared)
        print("\n".join(compare.told(results.section(section))), flush=True)


def _public(results: Results, asked: argparse.Namespace) -> None:
    for name, scored in score.sets(asked.public, asked.peers):
        results.keep(f"public {name}", scored)
        print("\n".join(score.told(name, scored)), flush=True)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--lines", type=int, default=750_000, help="of the largest tree")
    parser.add_argument("--json", type=Path, help="the file to keep; else results/DATE.json")
    parser.add_argument("--no-model", action="store_true", help="leave the model's part out")
    parser.add_argument("--again", action="store_true", help="measure what the file has, too")
    parser.add_argument("--only", action="append", help="one section; may be repeated")
    parser.add_argument(
        "--peers", type=Path, help="folder of `python -m benchmarks.peers --install`"
    )
    parser.add_argument("--tree", type=Path, action="append", help="to plant in; else the examples")
    parser.add_argument("--seed", type=int, default=3, help="what the planted faults are drawn by")
    parser.add_argument("--public", type=Path, help="folder of public sets; see docs/benchmarks.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
