"""Tests do not wait for fixed real time: it is slow when it works and fails when it is busy."""

import ast
import re
from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.parsed import Parsed, last_name, span
from seatrial.snapshot.model import Role

CHECK = Check(
    id="tests.no-sleep",
    statement="Tests do not sleep for fixed real time",
    gate="G1",
    severity=Severity.LOW,
    remedy="Wait for the condition with a deadline, or pass the clock in.",
    effort="M",
)
ROLES = (Role.TEST,)

_LOOPS = (ast.While, ast.For, ast.AsyncFor, ast.Lambda)
_CUTS_SHORT = re.compile(r"time_?out|cancel|raises|fail_after|move_on", re.I)
_LONG = 0.5  # seconds
_SLEEPS = frozenset(
    {"time.sleep", "asyncio.sleep", "trio.sleep", "anyio.sleep", "gevent.sleep", "eventlet.sleep"}
)


def find(parsed: Parsed) -> Iterator[Hit]:
    for call in parsed.all(ast.Call):
        seconds = _seconds(call) if parsed.origin(call.func) in _SLEEPS else 0
        if seconds >= _LONG and _in_test(parsed, call):
            start, end = span(call)
            yield Hit(start=start, end=end, message=f"a test sleeps for {seconds:g} s")


def _seconds(call: ast.Call) -> float:
    first = call.args[0] if call.args else None
    value = first.value if isinstance(first, ast.Constant) else 0
    return value if isinstance(value, int | float) else 0


def _in_test(parsed: Parsed, call: ast.Call) -> bool:
    """The innermost function is itself the test: an inner one may be a slow peer, never awaited,
    and a helper may poll."""
    function = parsed.function_of(call)
    if function is None or not function.name.startswith("test"):
        return False
    return not any(isinstance(p, _LOOPS) or _may_end_early(p) for p in parsed.parents(call))


def _may_end_early(block: ast.AST) -> bool:
    """A block that is expected to cut the sleep short: a time limit, a cancellation."""
    if not isinstance(block, ast.With | ast.AsyncWith):
        return False
    calls = (i.context_expr for i in block.items if isinstance(i.context_expr, ast.Call))
    return any(_CUTS_SHORT.search(last_name(call.func)) for call in calls)
