"""The child that parses Markdown: reads objects named on stdin, prints a JSON line for each.

In: one JSON object, object path to path in the tree. Out: {"file": …, "rows": document without
its lines}. A document may stall or kill this child; its parent then goes on without it.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from seatrial.evidence.documents import CodeBlock, Document, Heading, Link, lines_of, read_document
from seatrial.snapshot.text import decode


def read(content: bytes) -> dict[str, Any]:
    """What stands in the document, as plain JSON."""
    rows = asdict(read_document(decode(content).removeprefix("\ufeff")))
    return {**rows, "lines": [], "anchors": sorted(rows["anchors"])}


def document_of(text: str, rows: dict[str, Any]) -> Document:
    """The document `text` that `read` described in `rows`."""
    blocks = (CodeBlock(**{**b, "lines": tuple(b["lines"])}) for b in rows["blocks"])
    return Document(
        lines_of(text),
        tuple(Link(**link) for link in rows["links"]),
        tuple(Heading(**heading) for heading in rows["headings"]),
        tuple(blocks),
        frozenset(rows["anchors"]),
        rows["unread"],
    )


def main() -> None:
    for name in json.load(sys.stdin):
        line = json.dumps({"file": name, "rows": read(Path(name).read_bytes())})
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()  # a later file may kill this child


if __name__ == "__main__":
    main()
