"""No test compares a thing with itself: such an assertion holds whatever the program does.

Only names, attributes and subscripts: two calls may well give two values, and that they give one
may be what is tested. A test of equality, or of a value that is kept, may mean what it says.
"""

import ast
import re
from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.parsed import Function, Parsed, last_name, span
from seatrial.evidence.sameness import speaks_of_sameness
from seatrial.snapshot.model import Role

CHECK = Check(
    id="tests.compared-with-another",
    statement="No test compares a thing with itself",
    gate="G1",
    severity=Severity.MEDIUM,
    remedy="Compare with the value that is expected, written out or worked out another way.",
    effort="S",
    maps=("CWE-570", "CWE-571"),
)
ROLES = (Role.TEST,)
_EQUAL = re.compile(
    r"assert(Equals?|Is|AlmostEquals?|(List|Dict|Set|Tuple|Sequence|Count|MultiLine)Equal)"
    r"|assert_(array_|frame_|series_|index_)?(almost_)?equal|assert_allclose"
)
_EXPECTS_ERROR = re.compile(r"raises|assertRaises\w*|warns|assertWarns\w*|suppress")
# Classes under test that define what it is to be equal.
_OWN_EQUALITY = frozenset({"__eq__", "__hash__", "__getattr__", "__getattribute__", "__getitem__"})
_PARTS = (ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.Load, ast.UnaryOp, ast.USub)


def find(parsed: Parsed) -> Iterator[Hit]:
    if any(f.name in _OWN_EQUALITY for f in parsed.functions()):
        return
    asserting: list[ast.Assert | ast.Call] = [*parsed.all(ast.Assert), *parsed.all(ast.Call)]
    for node in asserting:
        compared = _compared(node)
        if compared is not None and not _is_meant(parsed, node, compared):
            start, end = span(node)
            message = f"{ast.unparse(compared)[:80]!r} is compared with itself"
            yield Hit(start=start, end=end, message=message)


def _compared(node: ast.Assert | ast.Call) -> ast.expr | None:
    """What an assertion has on both of its sides."""
    if isinstance(node, ast.Assert):
        parts = node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]
        anyway = not isinstance(node.test, ast.BoolOp) or isinstance(node.test.op, ast.And)
        sides = [s for part in parts if anyway and (s := _sides(part))]
    else:
        named = _EQUAL.fullmatch(last_name(node.func)) and len(node.args) >= 2
        sides = [(node.args[0], node.args[1])] if named else []
    return next((left for left, right in sides if _is_one(left, right)), None)


def _sides(test: ast.expr) -> tuple[ast.expr, ast.expr] | None:
    """`a == b` or `a is b`, and nothing that goes on."""
    if isinstance(test, ast.Compare) and [type(o) for o in test.ops] in ([ast.Eq], [ast.Is]):
        return test.left, test.comparators[0]
    return None


def _is_one(left: ast.expr, right: ast.expr) -> bool:
    """The same place is read twice, and reading it calls nothing that can be seen.

    Of a constant (`algebra.TRUE`) it may be tested that there is only one.
    """
    if not isinstance(left, ast.Name | ast.Attribute | ast.Subscript):
        return False
    plain = all(isinstance(n, _PARTS) for n in ast.walk(left))
    return plain and not last_name(left).isupper() and ast.dump(left) == ast.dump(right)


def _tells_apart(function: Function, thing: str) -> bool:
    """A test that also says what `thing` differs from is one of equality."""
    for node in ast.walk(function):
        sides: list[ast.expr] = []
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.NotEq):
            sides = [node.left, node.comparators[0]]
        elif isinstance(node, ast.Call) and last_name(node.func).startswith("assertNot"):
            sides = node.args[:2]
        if any(ast.dump(side) == thing for side in sides):
            return True
    return False


def _is_meant(parsed: Parsed, node: ast.AST, compared: ast.expr) -> bool:
    """In a test of sameness, by its name or by what it says, or where an error is expected."""
    thing = ast.dump(compared)
    for parent in parsed.parents(node):
        if isinstance(parent, Function | ast.ClassDef) and speaks_of_sameness(parent.name):
            return True
        if isinstance(parent, Function) and _tells_apart(parent, thing):
            return True
        if isinstance(parent, ast.With | ast.AsyncWith):
            calls = [i.context_expr for i in parent.items if isinstance(i.context_expr, ast.Call)]
            if any(_EXPECTS_ERROR.fullmatch(last_name(call.func)) for call in calls):
                return True
    return False
