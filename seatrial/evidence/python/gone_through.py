"""Iterators that are gone through twice: the second time there is nothing left.

Only what is certain: a name that is bound once in a function, to a generator expression or to
what `map`, `filter`, `zip`, `iter`, `reversed` or `enumerate` gives, and that two statements one
after the other go through to the end.
"""

import ast
from collections.abc import Iterator

from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.parsed import Function, Parsed, last_name

_MAKES = frozenset({"map", "filter", "zip", "iter", "reversed", "enumerate"})
_EATS = frozenset({"list", "tuple", "set", "frozenset", "sorted", "sum", "dict", "max", "min"})
_LEAVES = (ast.Break, ast.Return, ast.Raise)
_BRANCHES = (ast.If, ast.Try, ast.Match, ast.IfExp, ast.For, ast.While, ast.AsyncFor)


def gone_through_twice(parsed: Parsed) -> Iterator[Hit]:
    """Hits at the second time."""
    for made in parsed.all(ast.Assign):
        if _makes(parsed, made.value) and _always(parsed, made):
            yield from _second(parsed, made)


def _second(parsed: Parsed, made: ast.Assign) -> Iterator[Hit]:
    function, target = parsed.function_of(made), made.targets[0]
    if function is None or not isinstance(target, ast.Name) or len(made.targets) > 1:
        return
    names = [n for n in ast.walk(function) if isinstance(n, ast.Name) and n.id == target.id]
    if any(n is not target and not isinstance(n.ctx, ast.Load) for n in names):
        return
    eaten = [n for n in names if _whole(parsed, n) and parsed.function_of(n) is function]
    lines = sorted(n.lineno for n in eaten if n.lineno > made.lineno and _always(parsed, n))
    if len(lines) > 1:
        said = f"nothing is left of {target.id!r}: line {lines[0]} went through it"
        yield Hit(start=lines[1], end=lines[1], message=said)


def _makes(parsed: Parsed, value: ast.expr) -> bool:
    if isinstance(value, ast.GeneratorExp):
        return True
    if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Name):
        return False
    return value.func.id in _MAKES and value.func.id not in parsed.aliases


def _whole(parsed: Parsed, use: ast.Name) -> bool:
    parent = parsed.parent(use)
    if isinstance(parent, ast.For | ast.AsyncFor) and parent.iter is use:
        return not any(isinstance(node, _LEAVES) for node in ast.walk(parent))
    if isinstance(parent, ast.comprehension):
        return parent.iter is use
    if isinstance(parent, ast.Starred):
        return True
    if not isinstance(parent, ast.Call) or parent.args != [use]:
        return False
    return last_name(parent.func) in _EATS | {"join"}


def _always(parsed: Parsed, node: ast.AST) -> bool:
    """Not in a branch or a loop of its function, nor in a generator that is only made."""
    inner = node
    for outer in parsed.parents(node):
        if isinstance(outer, Function):
            return True
        loops = isinstance(outer, ast.For | ast.AsyncFor) and outer.iter is inner
        if isinstance(outer, (ast.GeneratorExp, *_BRANCHES)) and not loops:
            return False
        inner = outer
    return False
