"""`make kit` (docs/air-gap.md)."""

import argparse
import sys
from pathlib import Path

from kit.write import make_kit
from seatrial.errors import RunFailed, SeatrialError, UsageError
from seatrial.escape import terminal
from seatrial.llm.weights import find_weights
from seatrial.settings import load_settings

ROOT = Path(__file__).parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(prog="make kit", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--without-weights", action="store_true")
    asked = parser.parse_args()
    try:
        weights = None if asked.without_weights else _weights()
        try:
            made = make_kit(ROOT, asked.folder, weights, _tell)
        except OSError as error:
            raise RunFailed(f"the kit cannot be written: {error}") from error
    except SeatrialError as error:
        _tell(f"seatrial: {error}")
        return error.exit_code
    sys.stdout.write(f"{terminal(made)}\nNext: docs/air-gap.md\n")
    return 0


def _weights() -> Path:
    folder = load_settings(None, {}).data / "weights"
    found = find_weights(folder)
    if found is None:
        raise UsageError(
            f"no weights in {str(folder)!r}; run `seatrial models pull`, or `make kit WEIGHTS=no`"
        )
    return found


def _tell(line: str) -> None:
    sys.stderr.write(terminal(line) + "\n")


if __name__ == "__main__":
    sys.exit(main())
