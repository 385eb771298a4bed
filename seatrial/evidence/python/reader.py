"""The child that parses Python: reads objects named on stdin, prints facts, a JSON line each.

In: one JSON object, object path to path in the tree. Out: {"file": …, "rows": facts}, or rows
{"error": …} for a file that does not parse. A file may kill this child; its parent then halves.
"""

import ast
import json
import sys
import warnings
from pathlib import Path
from typing import Any

from seatrial.evidence.python.extract import facts_of
from seatrial.evidence.python.parsed import Parsed


def read(content: bytes) -> dict[str, Any]:
    """Facts as plain JSON, or the reason why there are none (line 0: not the file's syntax)."""
    try:
        tree = ast.parse(content)
    except (RecursionError, MemoryError):
        return {"error": "nested too deeply for the parser", "line": 0}
    except SyntaxError as error:
        return {"error": f"line {error.lineno}: {error.msg}", "line": error.lineno or 1}
    except ValueError as error:
        return {"error": str(error), "line": 1}
    return facts_of(Parsed(tree, content)).model_dump(mode="json", exclude_defaults=True)


def main() -> None:
    warnings.simplefilter("ignore")  # the audited code's SyntaxWarnings are not ours to print
    for name in json.load(sys.stdin):
        line = json.dumps({"file": name, "rows": read(Path(name).read_bytes())})
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()  # a later file may kill this child


if __name__ == "__main__":
    main()
