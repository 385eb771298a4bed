"""Tests do not wait for fixed real time: it is slow when it works and fails when it is busy."""

import ast
from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.parsed import Parsed, span
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
    polls = any(isinstance(p, ast.While | ast.For) for p in parsed.parents(call))
    return function is not None and function.name.startswith("test") and not polls
