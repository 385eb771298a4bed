"""`python -m benchmarks.public FOLDER [--peers DIR]`: the public sets that are in FOLDER."""

import argparse
import sys
from pathlib import Path

from benchmarks.public import score
from seatrial import environment


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.public", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peers", type=Path, metavar="DIR")
    asked = parser.parse_args()
    for name, scored in score.sets(asked.folder, asked.peers):
        sys.stdout.write("\n".join(score.told(name, scored)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    environment.force()
    main()
