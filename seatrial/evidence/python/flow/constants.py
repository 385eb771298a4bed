"""Values that the text of a function decides by itself: numbers, short texts, their comparison."""

import ast
import operator
from collections.abc import Callable
from typing import Any

from seatrial.evidence.python.flow.values import CLEAN, Value

_MOST = 1_000_000
_MOST_TEXT = 200
_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod,
}  # fmt: skip
_COMPARED: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge, ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b, ast.Is: operator.is_, ast.IsNot: operator.is_not,
}  # fmt: skip


def known(constant: object) -> Value:
    if isinstance(constant, str) and len(constant) > _MOST_TEXT:
        return Value(literal=constant)
    literal = constant if isinstance(constant, str) else ""
    return Value(constant=constant, known=True, literal=literal)


def binary(op: ast.operator, left: Value, right: Value) -> Value:
    """CLEAN unless both are numbers, or two short texts are joined."""
    if not (left.known and right.known) or type(op) not in _BINARY:
        return CLEAN
    a, b = left.constant, right.constant
    numbers = all(isinstance(v, int | float) and abs(v) < _MOST for v in (a, b))
    texts = isinstance(a, str) and isinstance(b, str) and isinstance(op, ast.Add)
    if not (numbers or texts):
        return CLEAN
    try:
        return known(_BINARY[type(op)](a, b))
    except (ArithmeticError, ValueError, TypeError):
        return CLEAN


def compared(node: ast.Compare, left: Value, right: Value) -> Value:
    if not (left.known and right.known) or len(node.ops) != 1:
        return CLEAN
    try:
        return known(bool(_COMPARED[type(node.ops[0])](left.constant, right.constant)))
    except TypeError:
        return CLEAN


def indexed(value: Value, index: Value) -> Value:
    """One character of a text."""
    if isinstance(value.constant, str) and isinstance(index.constant, int):
        try:
            return known(value.constant[index.constant])
        except IndexError:
            return CLEAN
    return CLEAN
