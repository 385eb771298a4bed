"""`python -m benchmarks.rates FOLDER … [--seeds N] [--write]`: how often a tool's finding is right.

Trials are made of each folder, by tools alone, with seeds that are no default. Of every rule it is
counted how often a new finding stood at a planted fault, and how often at a decoy. `--write` puts
the table where certificates take confidence from. New findings elsewhere are not judged and
count for nothing.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from seatrial.certificate.confidence import Basis

RATES = Path(__file__).parent.parent / "seatrial" / "certificate" / "rates.json"
_FIRST_SEED, _FAULTS = 101, 60


def tried(tree: Path, seed: int) -> Any:
    """The detection of one trial."""
    with tempfile.TemporaryDirectory() as state:
        command = [
            *(sys.executable, "-m", "seatrial", "trial", str(tree), "--depth", "quick", "--quiet"),
            *("--faults", str(_FAULTS), "--seed", str(seed), "--format", "json", "--state", state),
        ]
        done = subprocess.run(command, capture_output=True, check=True)
    return json.loads(done.stdout)


def table(trials: list[Any], trees: int) -> Any:
    """The table of `rates.json` that `trials` make."""
    right, wrong = (
        Counter(rule for t in trials for p in t[kind] for rule in p["found_by"])
        for kind in ("faults", "decoys")
    )
    faults, decoys = (sum(len(t[kind]) for t in trials) for kind in ("faults", "decoys"))
    return {
        "basis": Basis.TRIALS,
        "measured_on": time.strftime("%Y-%m-%d"),
        "where": (
            f"in {len(trials)} trials of {trees} repositories with {faults} faults and"
            f" {decoys} decoys"
        ),
        "rules": {
            rule: {"right": right[rule], "wrong": wrong[rule]} for rule in sorted({*right, *wrong})
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rates")
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    trials = []
    for folder in asked.folders:
        for seed in range(_FIRST_SEED, _FIRST_SEED + asked.seeds):
            found = tried(folder, seed)
            trials.append(found)
            whole, flagged = found["overall"], found["flagged"]
            sys.stdout.write(
                f"{folder.name} seed {seed}: {whole['hits']} of {whole['of']} faults found,"
                f" {flagged['hits']} of {flagged['of']} decoys flagged,"
                f" {len(found['elsewhere'])} new elsewhere\n"
            )
            sys.stdout.flush()
    content = json.dumps({"tables": [table(trials, len(asked.folders))]}, indent=2) + "\n"
    if asked.write:
        RATES.write_text(content, encoding="utf-8")
    else:
        sys.stdout.write(content)


if __name__ == "__main__":
    main()
