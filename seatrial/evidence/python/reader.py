"""The child that parses Python: reads objects named on stdin, prints facts, a JSON line each.

In: one JSON object, object path to path in the tree. Out: {"file": …, "rows": facts}, or rows
{"error": …} for a file that does not parse. A file may kill this child; its parent then halves.

The parser is the interpreter's own, and a file may be written for another Python. So what it
refuses is shown to a grammar of all versions; what that one takes is `foreign`, not broken.
"""

import ast
import json
import sys
import warnings
from pathlib import Path
from typing import Any

from seatrial.evidence.python.extract import facts_of
from seatrial.evidence.python.parsed import Parsed

_MOST_BYTES = 1 << 20
# Wrong in every Python 3, whatever the grammar of all versions takes.
_SURE = ("Missing parentheses in call", "leading zeros in decimal", "source code cannot contain")


def read(content: bytes) -> dict[str, Any]:
    """Facts as plain JSON, or the reason why there are none (line 0: not the file's syntax)."""
    try:
        tree = ast.parse(content)
    except (RecursionError, MemoryError):
        return {"error": "nested too deeply for the parser", "line": 0}
    except SyntaxError as error:
        return _refused(error, content)
    except ValueError as error:
        return {"error": str(error), "line": 1}
    return facts_of(Parsed(tree, content)).model_dump(mode="json", exclude_defaults=True)


def _refused(error: SyntaxError, content: bytes) -> dict[str, Any]:
    said: dict[str, Any] = {"error": f"line {error.lineno}: {error.msg}", "line": error.lineno or 1}
    if isinstance(error, IndentationError) or error.msg.startswith(_SURE):
        return said
    if _is_foreign(content):
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        said["error"] += f"; perhaps not written for Python {version}, which reads it here"
        said["foreign"] = True
    return said


def _is_foreign(content: bytes) -> bool:
    """Whether the grammar of all versions takes the whole file."""
    from semble_grammars import get_parser  # type: ignore[import-untyped]  # it has no stubs

    if len(content) > _MOST_BYTES:
        return True
    return not get_parser("python").parse(content).root_node.has_error


def main() -> None:
    warnings.simplefilter("ignore")  # the audited code's SyntaxWarnings are not ours to print
    for name in json.load(sys.stdin):
        line = json.dumps({"file": name, "rows": read(Path(name).read_bytes())})
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()  # a later file may kill this child


if __name__ == "__main__":
    main()
