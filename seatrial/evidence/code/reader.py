"""The child that parses: reads objects named on stdin, prints facts, a JSON line each.

In: one JSON object, object path to path in the tree; the language is the argument. Out:
{"file": …, "rows": facts}, or rows {"error": …} for a file that is not taken for a program's
text. A file may kill this child; its parent then halves.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

from seatrial.evidence.code.broken import conflict, unclosed
from seatrial.evidence.code.embedded import script_of
from seatrial.evidence.code.extract import facts_of
from seatrial.evidence.code.source import Source, errors_in
from seatrial.evidence.code.table import EMBEDDED
from seatrial.grammars import grammar_of

MOST_BYTES = 1 << 20
_MOST_DEEP = 400
_LONG_LINE = 5000
_MOST_BROKEN = 0.2  # of the lines
_BRACKETS = re.compile(rb"[\[\](){}]")
_LINE_END = re.compile(rb"\r\n|\r")
# Newer than the grammar; the same length, so that every place stays where it is.
_LATER = re.compile(rb"(?m)^(\s*export )type( \*)")


def read(content: bytes, path: str, language: str) -> dict[str, Any]:
    """Facts as plain JSON, or the reason why there are none (line 0: not the file's syntax)."""
    # As `split_lines` counts them, so that a row of the parser is a line of ours. A NUL, which
    # ends the text for some grammars, is a space to them as it is to a shell.
    content = _LINE_END.sub(b"\n", content).replace(b"\0", b" ")
    grammar = grammar_of(path, language)
    if language in EMBEDDED:
        content, grammar = script_of(content)
        language = "typescript" if grammar in ("typescript", "tsx") else "javascript"
    if not grammar:
        return {"error": "its script is in a language that is not read", "line": 0}
    if language == "typescript":
        content = _LATER.sub(rb"\1    \2", content)
    if language in ("javascript", "typescript") and _is_packed(content):
        return {"error": "minified", "line": 0}
    if reason := _refused(content):
        return {"error": reason, "line": 0}
    source = Source(language, grammar, content)
    if source.is_broken and (line := conflict(content)):
        return {"error": f"line {line}: a merge conflict is not resolved", "line": line}
    if source.is_broken and (line := unclosed(source)):
        return {"error": f"line {line}: this bracket is never closed", "line": line}
    broken = _broken_lines(source) if source.is_broken else 0
    if broken > _MOST_BROKEN * (content.count(b"\n") + 1):
        return {"error": "most of it is not understood by the grammar", "line": 0}
    return facts_of(source).model_dump(mode="json", exclude_defaults=True)


def _refused(content: bytes) -> str:
    """Why the file is not parsed at all, or ''."""
    if len(content) > MOST_BYTES:
        return "larger than 1 MiB"
    deep = most = 0
    for bracket in _BRACKETS.findall(content):
        deep += 1 if bracket in b"[({" else -1
        most = max(most, deep)
    return "nested too deeply for the parser" if most > _MOST_DEEP else ""


def _is_packed(content: bytes) -> bool:
    longest = max(map(len, content.split(b"\n")))
    return longest > _LONG_LINE and len(content) / (content.count(b"\n") + 1) > 500


def _broken_lines(source: Source) -> int:
    """Lines inside the nodes that the grammar could not place."""
    rows = set[int]()
    for node in errors_in(source.root):
        rows.update(range(node.start_point.row, node.end_point.row + 1))
    return len(rows)


def main() -> None:
    for name, path in json.load(sys.stdin).items():
        line = json.dumps({"file": name, "rows": read(Path(name).read_bytes(), path, sys.argv[1])})
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
