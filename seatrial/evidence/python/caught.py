"""What a handler of a test says of the error that it caught: that it was wanted, or not."""

import ast
import re

from seatrial.evidence.python.parsed import last_name
from seatrial.evidence.python.test_functions import always_true, says_it_checks

_FAILS = re.compile(r"fail|skip|exit|abort|unreach|never|^assertNot|^assertFalse|^assertIsNone$")
_NEGATED = (ast.Not, ast.NotIn, ast.NotEq, ast.Is)
# What a machine may lack, and how a program ends: tolerated by many tests, demanded by few.
_TOLERATED = re.compile(r"Import|ModuleNotFound|NotImplemented|Unsupported|Skip|Keyboard|Stop")
_OF_KIND = frozenset({"isinstance", "assertIsInstance"})
_ALL = frozenset({"Exception", "BaseException"})
_OF_THE_SYSTEM = frozenset({"errno", "winerror"})


def is_wanted(handler: ast.ExceptHandler) -> bool:
    """It asserts something of the error, or just that it came here."""
    inside = [node for statement in handler.body for node in ast.walk(statement)]
    if any(map(_is_unwanted, inside)) or _may_come(handler, inside):
        return False
    stored = {n.id for n in inside if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    names = stored | {handler.name or ""}
    return any(_is_arrival(n) or _names(n) & names for n in inside if _is_firm(n))


def _is_firm(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return not always_true(node.test)
    return isinstance(node, ast.Call) and says_it_checks(node)


def _names(check: ast.AST) -> set[str]:
    """In what is checked, apart from the message."""
    checked = check.args[:2] if isinstance(check, ast.Call) else [getattr(check, "test", check)]
    return {n.id for part in checked for n in ast.walk(part) if isinstance(n, ast.Name)}


def _is_arrival(check: ast.AST) -> bool:
    """`self.assertTrue(True)`."""
    return (
        isinstance(check, ast.Call)
        and last_name(check.func) == "assertTrue"
        and bool(check.args)
        and always_true(check.args[0])
    )


def _is_unwanted(node: ast.AST) -> bool:
    """It fails, skips, raises again, tries more, or says what the error must not be."""
    match node:
        case ast.Raise() | ast.Continue() | ast.Try() | ast.Assert(test=ast.Constant()):
            return True
        case ast.Call(args=[ast.Constant(value=value), *_]) if not value:
            return _fails(node) or last_name(node.func) == "assertTrue"
        case ast.Call():
            return _fails(node)
    return isinstance(node, _NEGATED)


def _fails(call: ast.Call) -> bool:
    return bool(_FAILS.search(last_name(call.func)))


def _may_come(handler: ast.ExceptHandler, inside: list[ast.AST]) -> bool:
    """The error is one that some machines give and others do not, or an end that went well."""
    kinds = {last_name(n) for n in ast.walk(handler.type)} - {""} if handler.type else set()
    if any(_TOLERATED.search(kind) for kind in kinds):
        return True
    if any(last_name(n) in _OF_THE_SYSTEM or _is_of_kinds(n, kinds) for n in inside):
        return True
    return "SystemExit" in kinds and any(_is_zero(node) for node in inside)


def _is_of_kinds(node: ast.AST, caught: set[str]) -> bool:
    """`isinstance(error, (A, B))`, or any kind where all are caught: if one comes, it is this."""
    if not isinstance(node, ast.Call) or last_name(node.func) not in _OF_KIND:
        return False
    return not caught - _ALL or any(isinstance(argument, ast.Tuple) for argument in node.args)


def _is_zero(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and (node.value is None or node.value == 0)
