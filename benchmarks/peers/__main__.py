"""`python -m benchmarks.peers --install DIR`, then with `--peers DIR` and the trees to plant in."""

import argparse
import sys
from pathlib import Path

from benchmarks.peers import compare, install
from seatrial import environment


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--install", type=Path, metavar="DIR", help="bring the peers into DIR")
    parser.add_argument("--peers", type=Path, metavar="DIR", help="where they are")
    parser.add_argument("--faults", type=int, default=60)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("trees", type=Path, nargs="*")
    asked = parser.parse_args()
    if asked.install:
        install.main(asked.install)
    for tree in asked.trees:
        section = compare.compared(tree, asked.peers, faults=asked.faults, seed=asked.seed)
        sys.stdout.write("\n".join(compare.told(section)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    environment.force()
    main()
