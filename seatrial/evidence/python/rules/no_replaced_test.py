"""No test is replaced by a later one of the same name: the earlier one never runs.

Only definitions that stand in one body, so that both are always reached.
"""

import ast
from collections.abc import Iterator, Sequence

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.parsed import Function, Parsed, last_name, span
from seatrial.snapshot.model import Role

CHECK = Check(
    id="tests.none-replaced",
    statement="No test is replaced by a later one of the same name",
    gate="G1",
    severity=Severity.MEDIUM,
    remedy="Give the later test a name of its own: the earlier one never runs.",
    effort="S",
)
ROLES = (Role.TEST,)
# What these decorate is kept by them, under whatever name.
_KEEP = frozenset(
    {"overload", "register", "setter", "getter", "deleter", "dispatch", "singledispatch"}
)


def find(parsed: Parsed) -> Iterator[Hit]:
    yield from _in(parsed.tree.body)
    for node in parsed.all(ast.ClassDef):
        yield from _in(node.body)


def _in(body: Sequence[ast.stmt]) -> Iterator[Hit]:
    earlier: dict[str, Function] = {}
    for node in body:
        if not isinstance(node, Function):
            _forget_used(earlier, node)
        elif node.name.startswith("test") and not _is_kept(node):
            if first := earlier.get(node.name):
                start, end = span(first)
                said = f"{node.name!r} is replaced by the one in line {node.lineno}, and never runs"
                yield Hit(start=start, end=end, message=said)
            earlier[node.name] = node


def _forget_used(earlier: dict[str, Function], node: ast.stmt) -> None:
    """A statement that uses a test by its name may keep it under another."""
    for used in ast.walk(node):
        if isinstance(used, ast.Name):
            earlier.pop(used.id, None)


def _is_kept(node: Function) -> bool:
    names = (last_name(d.func if isinstance(d, ast.Call) else d) for d in node.decorator_list)
    return any(name in _KEEP for name in names)
