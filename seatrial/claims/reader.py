"""The child that reads readiness documents: objects named on stdin, a JSON line for each.

In: one JSON object, object path to path in the tree. Out: {"file": …, "rows": the document as
checked, or why it is none}. A document may stall or kill this child; its parent goes on without it.
"""

import json
import sys
from pathlib import Path
from typing import Any

from seatrial.claims.checked import check_document, rows_of
from seatrial.claims.decoded import NotText


def read(content: bytes, path: str) -> dict[str, Any]:
    """What stands in the document, as plain JSON, or `{"unread": reason}`."""
    try:
        return rows_of(check_document(path, content))
    except NotText as error:
        return {"unread": str(error)}


def main() -> None:
    for name, path in json.load(sys.stdin).items():
        line = json.dumps({"file": name, "rows": read(Path(name).read_bytes(), path)})
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()  # a later file may kill this child


if __name__ == "__main__":
    main()
