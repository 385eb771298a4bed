"""The child that parses Terraform: reads objects named on stdin, prints blocks, a JSON line each.

In: one JSON object, object path to path in the tree. Out: {"file": …, "rows": {"blocks": …}}, or
rows {"error": …} for a file that does not parse. A file may kill this child; its parent halves.
Grammar: https://github.com/tree-sitter-grammars/tree-sitter-hcl
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from semble_grammars import get_parser  # type: ignore[import-untyped]  # it has no stubs
from tree_sitter import Node

from seatrial.evidence.terraform.facts import Attribute, Block, TerraformFile

MOST_BYTES = 1 << 20
_MOST_DEEP = 20
_LONGEST = 200
_LITERALS = frozenset({"numeric_lit", "bool_lit", "null_lit"})


class _TooDeep(ValueError):
    """Blocks or values within each other beyond what people write."""


def read(content: bytes) -> dict[str, Any]:
    """The blocks as plain JSON, or the reason why there are none."""
    if len(content) > MOST_BYTES:
        return {"error": f"longer than {MOST_BYTES} bytes"}
    root = get_parser("hcl").parse(content).root_node
    if root.has_error:
        return {"error": f"line {_broken(root)}: no Terraform that is known here"}
    try:
        blocks = tuple(b for body in _of(root, "body") for b in _blocks(body, 0))
    except _TooDeep as error:
        return {"error": str(error)}
    return TerraformFile(blocks=blocks).model_dump(mode="json", exclude_defaults=True)


def _broken(root: Node) -> int:
    """The line of the first error, without recursion: the tree may be deep."""
    node = root
    while not (node.is_error or node.is_missing):
        inner = [c for c in node.children if c.has_error or c.is_error or c.is_missing]
        if not inner:
            break
        node = inner[0]
    return int(node.start_point.row) + 1


def _of(node: Node, *kinds: str) -> Iterator[Node]:
    return (child for child in node.named_children if child.type in kinds)


def _blocks(body: Node, depth: int) -> Iterator[Block]:
    for node in _of(body, "block"):
        yield _block(node, depth)


def _block(node: Node, depth: int) -> Block:
    if depth > _MOST_DEEP:
        raise _TooDeep(f"blocks within each other deeper than {_MOST_DEEP}")
    kind, *labels = [_word(n) for n in _of(node, "identifier", "string_lit")]
    bodies = list(_of(node, "body"))
    return Block(
        kind=kind,
        labels=tuple(labels),
        start=node.start_point.row + 1,
        end=node.end_point.row + 1,
        attributes={k: v for body in bodies for k, v in _attributes(body, depth)},
        blocks=tuple(b for body in bodies for b in _blocks(body, depth + 1)),
    )


def _attributes(body: Node, depth: int) -> Iterator[tuple[str, Attribute]]:
    for node in _of(body, "attribute"):
        name, value = node.named_children[0], node.named_children[-1]
        yield _word(name), _attribute(value, node.start_point.row + 1, depth)


def _attribute(expression: Node, line: int, depth: int) -> Attribute:
    if depth > _MOST_DEEP:
        raise _TooDeep(f"values within each other deeper than {_MOST_DEEP}")
    core = _core(expression)
    pairs = dict(_pairs(core, depth)) if core.type == "object" else {}
    values, known = _literals(core)
    return Attribute(
        line=line,
        values=tuple(values),
        known=known and core.type != "for_tuple_expr",
        text=_text(expression),
        pairs=pairs,
    )


def _core(node: Node) -> Node:
    """What an expression is, without the nodes that only wrap it."""
    while node.type in {"expression", "literal_value", "collection_value"}:
        inner = [c for c in node.named_children if c.type != "comment"]
        if len(inner) != 1:
            break
        node = inner[0]
    return node


def _literals(node: Node) -> tuple[list[str], bool]:
    """The literals of a scalar or of a list of scalars, and whether that is all of it."""
    if node.type in _LITERALS:
        return [_text(node)], True
    if node.type == "string_lit":
        parts = ("quoted_template", "template_literal")
        plain = all(c.type.startswith(parts) for c in node.children)
        return ([_word(node)] if plain else []), plain
    if node.type != "tuple":
        return [], False
    cores = [_core(element) for element in _of(node, "expression")]
    each = [([], False) if c.type == "tuple" else _literals(c) for c in cores]
    return [v for values, _ in each for v in values], all(known for _, known in each)


def _pairs(node: Node, depth: int) -> Iterator[tuple[str, Attribute]]:
    for element in _of(node, "object_elem"):
        parts = list(_of(element, "expression"))
        if len(parts) == 2:
            line = element.start_point.row + 1
            yield _text(parts[0]).strip('"'), _attribute(parts[1], line, depth + 1)


def _word(node: Node) -> str:
    return _text(node).strip('"')


def _text(node: Node) -> str:
    return (node.text or b"")[: 4 * _LONGEST].decode("utf-8", "replace")[:_LONGEST]


def main() -> None:
    for name in json.load(sys.stdin):
        line = json.dumps({"file": name, "rows": read(Path(name).read_bytes())})
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
