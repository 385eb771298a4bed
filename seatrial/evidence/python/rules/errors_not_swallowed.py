"""No handler catches everything and says nothing: the failure would be reported as success.

What is left alone: reading a value whose default stays, an attempt that is followed by another,
cleaning up, and a handler whose comment says why.
"""

import ast
import re
from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.parsed import Function, Parsed, dotted, last_name, own_nodes, span
from seatrial.snapshot.model import Role

CHECK = Check(
    id="recovery.errors-not-swallowed",
    statement="No handler catches everything and says nothing",
    gate="G4",
    severity=Severity.MEDIUM,
    remedy="Catch the narrowest exception that can be dealt with, and log or re-raise the rest.",
    effort="S",
    maps=("CWE-390",),
)
ROLES = (Role.SOURCE,)

_READS = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Return, ast.If, ast.Import, ast.ImportFrom)
# A comment of three words or more that is not addressed to a tool or put off.
_REASON = re.compile(
    r"#(?!\s*(noqa|nosec|pragma|pylint|type:|todo|fixme|xxx))\W*\w+\W+\w+\W+\w", re.I
)
_BROAD = frozenset({"Exception", "BaseException"})
# Cleaning up is allowed to fail: there is nothing left to do about it.
_CLEANING = frozenset(
    """close aclose unlink remove rmtree rmdir kill terminate join shutdown stop disconnect cancel
    release flush cleanup quit exit wait rollback delete clear unsubscribe unregister destroy
    detach disable dispose restore reset finish end send_signal killpg""".split()
)
_CLEANING_FUNCTIONS = frozenset({"__del__", "__exit__", "__aexit__", "__repr__", "__str__",
    "close", "aclose", "shutdown", "cleanup", "stop", "teardown", "tearDown"})  # fmt: skip


def find(parsed: Parsed) -> Iterator[Hit]:
    for handler in parsed.all(ast.ExceptHandler):
        caught = _broad(handler)
        if caught and _is_silent(handler) and not _is_excusable(parsed, handler):
            start, end = span(handler)
            yield Hit(start=start, end=end, message=f"{caught!r} swallows every error silently")


def _broad(handler: ast.ExceptHandler) -> str:
    """How the handler says that it catches everything, '' when it does not."""
    if handler.type is None:
        return "except:"
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    name = next((n for kind in kinds if (n := dotted(kind)) in _BROAD), "")
    return f"except {name}" if name else ""


def _is_silent(handler: ast.ExceptHandler) -> bool:
    return all(
        isinstance(s, ast.Pass | ast.Continue)
        or (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))
        for s in handler.body
    )


def _is_excusable(parsed: Parsed, handler: ast.ExceptHandler) -> bool:
    """A value with a default, a clean-up, a reason given, or an attempt inside a handler."""
    block = parsed.parent(handler)
    if not isinstance(block, ast.Try | ast.TryStar) or block.orelse:
        return True
    if _only_reads(block) or _leaves(block.body[-1]) or _is_followed_by_raise(parsed, block):
        return True
    if all(map(_cleans_up, block.body)) or _REASON.search(parsed.text_of(handler)):
        return True
    function = parsed.function_of(handler)
    if function is not None and function.name in _CLEANING_FUNCTIONS:
        return True
    return _within_handler(parsed, block)


def _only_reads(block: ast.Try | ast.TryStar) -> bool:
    """Nothing is done but to assign or return what was read."""
    statements = (n for n in own_nodes(block.body) if isinstance(n, ast.stmt))
    return all(isinstance(s, _READS) for s in statements)


def _leaves(last: ast.stmt) -> bool:
    """Success ends here, so what follows the handler is what is done about the failure."""
    while isinstance(last, ast.With | ast.AsyncWith):
        last = last.body[-1]
    return isinstance(last, ast.Return | ast.Raise | ast.Break | ast.Continue)


def _is_followed_by_raise(parsed: Parsed, block: ast.Try | ast.TryStar) -> bool:
    around = parsed.parent(block)
    siblings = getattr(around, "body", [])
    after = siblings[siblings.index(block) + 1 :][:1] if block in siblings else []
    return any(isinstance(statement, ast.Raise) for statement in after)


def _cleans_up(statement: ast.stmt) -> bool:
    value = statement.value if isinstance(statement, ast.Expr) else None
    value = value.value if isinstance(value, ast.Await) else value
    return isinstance(value, ast.Call) and last_name(value.func) in _CLEANING


def _within_handler(parsed: Parsed, block: ast.AST) -> bool:
    for parent in parsed.parents(block):
        if isinstance(parent, Function | ast.Module):
            return False
        if isinstance(parent, ast.ExceptHandler):
            return True
    return False
