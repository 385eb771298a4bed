"""The child that divides files: reads object paths on stdin, prints spans, a JSON line each.

In: one JSON array of object paths; the form is the argument. Out: {"file": …, "rows": spans}.
"""

import json
import sys
from pathlib import Path

from seatrial.vectorstore.split import split


def main() -> None:
    for name in json.load(sys.stdin):
        line = json.dumps({"file": name, "rows": split(sys.argv[1], Path(name).read_bytes())})
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()  # a later file may kill this child


if __name__ == "__main__":
    main()
