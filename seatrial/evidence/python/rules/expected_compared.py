"""No test passes the value that it expects as the message of an assertion.

`assertTrue(answer.status, 403)` holds for every status: the second argument is what unittest
prints when the first is false.
"""

import ast
from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.parsed import Parsed, last_name, span
from seatrial.snapshot.model import Role

CHECK = Check(
    id="tests.expected-compared",
    statement="No Python test passes the value that it expects as the message of an assertion",
    gate="G1",
    severity=Severity.MEDIUM,
    remedy="Compare with assertEqual; the second argument of assertTrue is only a message.",
    effort="S",
    maps=("CWE-570",),
)
ROLES = (Role.TEST,)
_ASKING = frozenset({"assertTrue", "assertFalse", "assert_", "failUnless", "failIf"})
_VALUES = (ast.List, ast.Tuple, ast.Dict, ast.Set, ast.Compare)


def find(parsed: Parsed) -> Iterator[Hit]:
    for call in parsed.all(ast.Call):
        if last_name(call.func) in _ASKING and len(call.args) == 2 and _is_value(call.args[1]):
            start, end = span(call)
            message = f"{last_name(call.func)} does not compare with its second argument"
            yield Hit(start=start, end=end, message=message)


def _is_value(argument: ast.expr) -> bool:
    """No text, and no name that may hold one."""
    if isinstance(argument, ast.Constant):
        return not isinstance(argument.value, str | None)
    return isinstance(argument, _VALUES)
