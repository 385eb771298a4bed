"""A cookie that says it may travel in the clear is read by everybody on the way."""

import ast
from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.parsed import Parsed, keyword, last_name, span
from seatrial.snapshot.model import Role

CHECK = Check(
    id="security.cookies-secure",
    statement="No Python code sets a cookie that may travel unencrypted",
    gate="G5",
    severity=Severity.LOW,
    remedy="Set secure=True; take the value from configuration where development is plain http.",
    effort="S",
    maps=("CWE-614",),
)
ROLES = (Role.SOURCE,)
_SETS = frozenset({"set_cookie", "set_signed_cookie"})


def find(parsed: Parsed) -> Iterator[Hit]:
    """Only what says so itself: a cookie that says nothing may be meant for a proxy to mend."""
    for call in parsed.all(ast.Call):
        secure = keyword(call, "secure")
        said = isinstance(secure, ast.Constant) and secure.value is False
        if said and last_name(call.func) in _SETS and not _is_deleted(call):
            start, end = span(call)
            yield Hit(start=start, end=end, message="a cookie is set with secure=False")


def _is_deleted(call: ast.Call) -> bool:
    return any(_is_over(keyword(call, name)) for name in ("max_age", "expires"))


def _is_over(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value == 0
