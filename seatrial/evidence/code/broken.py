"""What is broken for sure in a file that a grammar could not take as a whole."""

import re

from tree_sitter import Node

from seatrial.evidence.code.source import Source, line_of

_CONFLICT = re.compile(rb"(?m)^(<{7} .+|>{7} .+)$")
_CLOSES = {"}": "{", ")": "(", "]": "["}


def conflict(content: bytes) -> int:
    """The line of the first mark of an unresolved merge, 0 when there is none."""
    marks = list(_CONFLICT.finditer(content))
    if len(marks) < 2 or not re.search(rb"(?m)^={7}\r?$", content):
        return 0
    return content.count(b"\n", 0, marks[0].start()) + 1


def unclosed(source: Source) -> int:
    """The line of a bracket that is open at the end of the file, 0 when none is.

    Only where all else is in order: a string or a pattern that the grammar misread may hold any
    bracket. So every bracket that closes must have its partner.
    """
    if source.language == "shell":
        return 0
    leaves = _leaves(source.root)
    if not (source.root.is_error or any(leaf.is_missing for leaf in leaves[-4:])):
        return 0
    opened: list[Node] = []
    for leaf in (leaf for leaf in leaves if not leaf.is_missing):
        if leaf.type in _CLOSES.values():
            opened.append(leaf)
        elif leaf.type in _CLOSES and (not opened or opened.pop().type != _CLOSES[leaf.type]):
            return 0
    return line_of(opened[0]) if len(opened) == 1 else 0


def _leaves(root: Node) -> list[Node]:
    """In order, without recursion."""
    found, todo = list[Node](), [root]
    while todo:
        node = todo.pop()
        if node.child_count:
            todo += reversed(node.children)
        else:
            found.append(node)
    return found
