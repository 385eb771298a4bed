"""Code divided at its definitions and statements, by the grammars of tree-sitter.

Runs in a child only: the parsers are C, and what they parse is hostile.
"""

import re
from collections.abc import Sequence

from semble_grammars import get_parser  # type: ignore[import-untyped]  # it has no stubs
from tree_sitter import Node

from seatrial.vectorstore.parts import Part, Rows

MOST_BYTES = 1 << 20
_MOST_DEEP = 60
_DEFINITION = re.compile(
    r"(async_)?(local_)?(function|method|class|struct|enum|union|interface|trait|impl|module|mod"
    r"|namespace|object|constructor|record|protocol|extension|type|singleton_method|macro|message"
    r"|service|rpc)(_signature)?(_definition|_declaration|_item|_specifier|_spec|_statement"
    r"|_alias|_alias_declaration)?"
)
# What only wraps a definition: its name and kind are those of the child that is one.
_WRAPPER = re.compile(
    r"decorated_definition|export_statement|template_declaration|declaration|type_declaration"
    r"|lexical_declaration|variable_declaration|ambient_declaration|expression_statement"
)
_NAMED_VALUE = {"variable_declarator": "value", "assignment_expression": "right"}
_FUNCTION_VALUE = frozenset({"arrow_function", "function_expression", "function", "class"})
_LEADING = frozenset(
    "comment line_comment block_comment attribute_item attribute_list annotation".split()
)
_LONGEST_NAME = 100


def definitions(grammar: str, rows: Rows) -> Sequence[Part]:
    """The top of a file as parts; heavy ones can be divided further."""
    # Joined again with LF, so that a row of the parser is a line of ours whatever ended it.
    content = "\n".join(rows.lines).encode()
    whole = Part(0, len(rows.lines) - 1, kind="code")
    if len(content) > MOST_BYTES:
        return [whole]
    tree = get_parser(grammar).parse(content)
    return _parts(tree.root_node, whole, rows, 0) or [whole]


def _parts(node: Node, outer: Part, rows: Rows, depth: int) -> list[Part]:
    """The named children of `node` as parts that together are exactly `outer`."""
    groups = _by_rows(node) if depth < _MOST_DEEP else []
    if not groups:
        return []
    starts = [outer.start, *(max(_begin(g), outer.start) for g in groups[1:])]
    ends = [*(s - 1 for s in starts[1:]), outer.end]
    return [
        _part(max(group, key=_height), start, end, outer, rows, depth)
        for group, start, end in zip(groups, starts, ends, strict=True)
        if start <= end
    ]


def _by_rows(node: Node) -> list[list[Node]]:
    """Children in groups that share no row; a comment goes with what directly follows it."""
    groups: list[list[Node]] = []
    for child in node.named_children:
        if groups and _touches(groups[-1], child):
            groups[-1].append(child)
        else:
            groups.append([child])
    return groups


def _touches(group: Sequence[Node], child: Node) -> bool:
    last = max(n.end_point.row for n in group)
    leads = group[-1].type in _LEADING and child.start_point.row == last + 1
    return child.start_point.row <= last or leads


def _begin(group: Sequence[Node]) -> int:
    return group[0].start_point.row


def _height(node: Node) -> tuple[bool, int]:
    """The child that a group is about: code before comments, then the one of most rows."""
    return node.type not in _LEADING, node.end_point.row - node.start_point.row


def _part(node: Node, start: int, end: int, outer: Part, rows: Rows, depth: int) -> Part:
    defined = _defined(node)
    name = _name(defined) if defined else ""
    symbols = (".".join([*outer.symbols[-1:], name]),) if name else ()
    kind = _kind(defined) if defined and name else "code"
    part = Part(start, end, symbols, kind)
    within = part if symbols else Part(start, end, outer.symbols, outer.kind)
    inner = defined or node
    return Part(start, end, symbols, kind, lambda: _parts(inner, within, rows, depth + 1))


def _defined(node: Node) -> Node | None:
    """`node` when it defines something, or the definition that it wraps."""
    for _ in range(4):
        if _DEFINITION.fullmatch(node.type):
            return node
        if _takes_a_function(node):
            return node
        if not _WRAPPER.fullmatch(node.type):
            return None
        inner = [c for c in node.named_children if c.type not in _LEADING]
        if not inner:
            return None
        node = inner[-1]
    return None


def _takes_a_function(node: Node) -> bool:
    """JavaScript's `const f = () => …` and `exports.f = function …`."""
    if node.type not in _NAMED_VALUE:
        return False
    value = node.child_by_field_name(_NAMED_VALUE[node.type])
    return value is not None and value.type in _FUNCTION_VALUE


def _name(node: Node) -> str:
    for field in ("name", "left", "declarator", "type"):
        if found := node.child_by_field_name(field):
            return _short(_innermost(found))
    named = [c for c in node.named_children if c.type.endswith(("identifier", "constant", "name"))]
    return _short(named[0]) if named else ""


def _innermost(node: Node) -> Node:
    """In C the name stands inside declarators: `char *f(int)`."""
    for _ in range(6):
        inner = node.child_by_field_name("declarator")
        if inner is None:
            break
        node = inner
    return node


def _short(node: Node) -> str:
    text = (node.text or b"")[: 4 * _LONGEST_NAME].decode("utf-8", "replace")
    return " ".join(text.split())[:_LONGEST_NAME]


def _kind(node: Node) -> str:
    """One word: `function`, `class`, …"""
    if node.type in _NAMED_VALUE:
        return "function"
    words = node.type.removeprefix("async_").removeprefix("local_").removeprefix("singleton_")
    return words.split("_")[0]
