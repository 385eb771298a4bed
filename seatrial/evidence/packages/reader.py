"""The child that reads lock files and manifests: objects named on stdin, a JSON line for each.

In: one JSON object, object path to path in the tree. Out: {"file": …, "rows": a `Reading`}. A file
may kill this child; its parent then halves.
"""

import json
import sys
from pathlib import Path
from typing import Any

from seatrial.evidence.packages.formats import read_file
from seatrial.snapshot.text import decode


def rows_of(content: bytes, path: str) -> dict[str, Any]:
    """A `Reading` as plain JSON, without its path: equal files are read once."""
    text = decode(content).removeprefix("\ufeff").replace("\r\n", "\n")
    return read_file(text, path).model_dump(mode="json", exclude_defaults=True)


def main() -> None:
    for name, path in json.load(sys.stdin).items():
        line = json.dumps({"file": name, "rows": rows_of(Path(name).read_bytes(), path)})
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
