"""No log line carries a password or key: logs are read by many and kept for long."""

import ast
from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.parsed import Parsed, last_name, span, text_of
from seatrial.evidence.python.traits import is_log_call
from seatrial.evidence.secret_names import holds_secret
from seatrial.snapshot.model import Role

CHECK = Check(
    id="observability.no-secrets-logged",
    statement="No log line carries a password or key",
    gate="G6",
    severity=Severity.MEDIUM,
    remedy="Leave the value out, or log that it was given; revoke what stands in logs already.",
    effort="S",
    maps=("CWE-532",),
)
ROLES = (Role.SOURCE,)


def find(parsed: Parsed) -> Iterator[Hit]:
    for call in parsed.all(ast.Call):
        if is_log_call(parsed, call):
            for name in _carried(call):
                start, end = span(call)
                yield Hit(start=start, end=end, message=f"{name!r} is written into the log")
                break


def _carried(call: ast.Call) -> Iterator[str]:
    """Names of secrets that are printed as they are: arguments, or values in an f-string."""
    for argument in call.args:
        for node in _printed(argument):
            name = text_of(node.slice) if isinstance(node, ast.Subscript) else last_name(node)
            if name and holds_secret(name):
                yield name


def _printed(node: ast.expr) -> Iterator[ast.expr]:
    """The values that end up in the text. What a call makes of a value is its own affair."""
    if isinstance(node, ast.JoinedStr):
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield from _printed(part.value)
    elif isinstance(node, ast.BinOp):
        yield from _printed(node.left)
        yield from _printed(node.right)
    elif isinstance(node, ast.Tuple):
        for element in node.elts:
            yield from _printed(element)
    elif isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
        yield node
