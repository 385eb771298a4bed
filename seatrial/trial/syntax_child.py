"""The child that parses what faults are planted in: functions, prose, and whether it still parses.

In: one JSON object, object path to path in the tree. Out: {"file": …, "rows": …} a line.
"""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from semble_grammars import get_parser  # type: ignore[import-untyped]  # it has no stubs
from tree_sitter import Node

from seatrial.grammars import grammar_of
from seatrial.snapshot.languages import language_of

MOST_BYTES = 1 << 20
_FUNCTIONS = frozenset(
    "function_definition function_declaration method_definition method_declaration"
    " function_item arrow_function".split()
)
_BLOCKS = frozenset("block statement_block function_body compound_statement".split())
_PROSE = re.compile(r".*comment|string|raw_string_literal|interpreted_string_literal|heredoc_body")
_FIRST_NAME = re.compile(r"(?:mut\s+)?([A-Za-z_]\w*)\b")
_LAST_NAME = re.compile(r"([A-Za-z_]\w*)\s*$")
_NO_PARAMETER = frozenset({"self", "cls", "this", "mut", "ctx"})


def read(content: bytes, path: str) -> dict[str, Any]:
    """`errors` says how broken the file is; it may be broken before anything is planted."""
    language = language_of(path, content[:200])
    grammar = grammar_of(path, language)
    if len(content) > MOST_BYTES:
        return {"errors": 1, "functions": [], "prose": []}
    if not grammar:
        return {"errors": _errors_of_data(content, language), "functions": [], "prose": []}
    root = get_parser(grammar).parse(content).root_node
    errors = _errors_of_python(content) if language == "python" else _count(root)
    functions = [f for node in _every(root, _FUNCTIONS) for f in _function(node, content, language)]
    return {"errors": errors, "functions": functions, "prose": list(_prose(root))}


def _errors_of_python(content: bytes) -> int:
    try:
        ast.parse(content)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return 1
    return 0


def _errors_of_data(content: bytes, language: str) -> int:
    try:
        match language:
            case "yaml":
                for _ in yaml.parse(content.decode(), Loader=yaml.SafeLoader):
                    pass
            case "json":
                json.loads(content)
            case "toml":
                tomllib.loads(content.decode())
    except (yaml.YAMLError, ValueError, RecursionError):
        return 1
    return 0


def _count(root: Node) -> int:
    """The outermost nodes that the grammar could not place."""
    found, todo = 0, [root]
    while todo:
        node = todo.pop()
        if node.is_error or node.is_missing:
            found += 1
        else:
            todo += [c for c in node.children if c.has_error or c.is_missing]
    return found


def _every(root: Node, types: frozenset[str]) -> Iterator[Node]:
    todo = [root]
    while todo:
        node = todo.pop()
        if node.type in types:
            yield node
        todo += reversed(node.children)


def _function(node: Node, content: bytes, language: str) -> Iterator[dict[str, Any]]:
    """One row when the body is a block whose first statement begins a line of its own."""
    body = node.child_by_field_name("body")
    if body is None or body.type not in _BLOCKS:
        return
    first = _first_statement(body)
    whole = node.parent if node.parent and node.parent.type == "decorated_definition" else node
    if first is None or first.start_point.row == node.start_point.row:
        return
    lines = content[: first.start_byte].rsplit(b"\n", 1)
    if len(lines) < 2 or lines[1].strip():
        return
    header = content[whole.start_byte : body.start_byte][:400].decode("utf-8", "replace")
    yield {
        "header": header,
        "parameters": list(_parameters(node, language)),
        "start": whole.start_point.row + 1,
        "body": first.start_point.row + 1,
        "end": node.end_point.row + 1,
        "indent": lines[1].decode(),
        "column": _margin(content, whole.start_byte),
    }


def _margin(content: bytes, at: int) -> int:
    """How far the line is indented that holds the byte `at`."""
    line = content[content.rfind(b"\n", 0, at) + 1 : at + 1]
    return len(line) - len(line.lstrip(b" \t"))


def _first_statement(body: Node) -> Node | None:
    """The first that runs: neither a comment nor a docstring."""
    for child in body.named_children:
        if child.type == "statement_list":
            return _first_statement(child)
        inner = child.named_children[:1]
        docstring = child.type == "expression_statement" and inner and inner[0].type == "string"
        if not docstring and child.type != "string" and "comment" not in child.type:
            return child
    return None


def _parameters(node: Node, language: str) -> Iterator[tuple[str, str]]:
    """Name and text of each; what takes several or nothing by name is left out."""
    parameters = node.child_by_field_name("parameters")
    for child in parameters.named_children if parameters else []:
        text = (child.text or b"")[:200].decode("utf-8", "replace")
        found = _LAST_NAME.search(text) if language == "java" else _FIRST_NAME.match(text)
        if found and found[1] not in _NO_PARAMETER:
            yield found[1], text


def _prose(root: Node) -> Iterator[tuple[int, int]]:
    """Rows that are comments or lie inside texts of several lines: nothing runs there."""
    todo = [root]
    while todo:
        node = todo.pop()
        start, end = node.start_point.row + 1, node.end_point.row + 1
        if _PROSE.fullmatch(node.type) and ("comment" in node.type or end > start):
            yield start, end
        else:
            todo += node.children


def main() -> None:
    for name, path in json.load(sys.stdin).items():
        line = json.dumps({"file": name, "rows": read(Path(name).read_bytes(), path)})
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
