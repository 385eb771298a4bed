"""No log line carries a password or key: logs are read by many and kept for long."""

import ast
from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.parsed import Parsed, last_name, span, text_of
from seatrial.evidence.python.traits import is_log_call
from seatrial.evidence.secret_names import not_to_be_logged
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
            for name in _carried(parsed, call):
                start, end = span(call)
                yield Hit(start=start, end=end, message=f"{name!r} is written into the log")
                break


def _carried(parsed: Parsed, call: ast.Call) -> Iterator[str]:
    """Names of secrets that are printed as they are: arguments, or values in an f-string."""
    for argument in call.args:
        for node in _printed(argument):
            if (name := _name_of(node)) and not_to_be_logged(name, parsed.content):
                yield name


def _name_of(node: ast.expr) -> str:
    """`password` of `config["password"]`, `headers.Authorization` of a header's value."""
    if isinstance(node, ast.Name | ast.Attribute):
        return last_name(node)
    holder = node.value if isinstance(node, ast.Subscript) else _asked(node)
    key = text_of(_key_of(node)) or ""
    return f"headers.{key}" if holder is not None and last_name(holder) == "headers" else key


def _asked(node: ast.expr) -> ast.expr | None:
    """What `get` is asked of."""
    called = node.func if isinstance(node, ast.Call) else None
    return called.value if isinstance(called, ast.Attribute) else None


def _key_of(node: ast.expr) -> ast.expr | None:
    if isinstance(node, ast.Subscript):
        return node.slice
    return node.args[0] if isinstance(node, ast.Call) else None


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
    elif isinstance(node, ast.Name | ast.Attribute | ast.Subscript) or _is_read(node):
        yield node


def _is_read(node: ast.expr) -> bool:
    """`os.getenv("DB_PASSWORD")`, `request.headers.get("Authorization")`."""
    return (
        isinstance(node, ast.Call)
        and last_name(node.func) in {"get", "getenv"}
        and len(node.args) in (1, 2)
    )
