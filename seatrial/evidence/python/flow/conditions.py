"""What a condition checks, and what it chooses."""

import ast
from collections.abc import Iterator, Sequence

from seatrial.evidence.python.parsed import last_name


def checked_names(test: ast.expr) -> set[str]:
    """Names that a condition compares or hands to a call; merely being there is no check."""
    if isinstance(test, ast.BoolOp):
        return {name for part in test.values for name in checked_names(part)}
    if isinstance(test, ast.UnaryOp):
        return checked_names(test.operand)
    if isinstance(test, ast.Compare):
        bare = isinstance(test.left, ast.Name)
        blank = bare and any(isinstance(c, ast.Constant) and not c.value for c in test.comparators)
        return set() if blank else set(names_in(test))
    return set(names_in(test)) if isinstance(test, ast.Call) else set()


def assigned_names(body: Sequence[ast.stmt]) -> set[str]:
    """Names that get another value when the condition does not please."""
    return {last_name(t) for s in body if isinstance(s, ast.Assign) for t in s.targets}


def names_in(node: ast.AST) -> Iterator[str]:
    yield from (n.id for n in ast.walk(node) if isinstance(n, ast.Name))


def matches(pattern: ast.pattern, constant: object) -> bool:
    match pattern:
        case ast.MatchValue(value=ast.Constant(value=value)):
            return bool(value == constant)
        case ast.MatchOr(patterns=patterns):
            return any(matches(p, constant) for p in patterns)
        case ast.MatchAs(pattern=None):
            return True
    return False
