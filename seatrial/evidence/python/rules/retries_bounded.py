"""Every retry ends or pauses: no `while True` that swallows a failure and asks again at once."""

import ast
from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.parsed import Parsed, dotted
from seatrial.snapshot.model import Role

CHECK = Check(
    id="recovery.retries-bounded",
    statement="Every retry has an end or a pause",
    gate="G4",
    severity=Severity.MEDIUM,
    remedy="Bound the number of tries and pause longer after each failure.",
    effort="S",
    maps=("CWE-835",),
)
ROLES = (Role.SOURCE,)
_LEAVES = (ast.Break, ast.Return, ast.Raise)


def find(parsed: Parsed) -> Iterator[Hit]:
    for loop in parsed.all(ast.While):
        if _endless(loop) and any(_tries_again(node) for node in loop.body) and not _pauses(loop):
            end = loop.end_lineno or loop.lineno
            yield Hit(
                start=loop.lineno,
                end=end,
                message="`while True` swallows the failure and tries again without end or pause",
            )


def _endless(loop: ast.While) -> bool:
    return isinstance(loop.test, ast.Constant) and bool(loop.test.value)


def _tries_again(node: ast.stmt) -> bool:
    """A `try` that leaves the loop on success, with a handler that does not leave on failure."""
    if not isinstance(node, ast.Try):
        return False
    succeeds = any(isinstance(n, ast.Break | ast.Return) for s in node.body for n in ast.walk(s))
    return succeeds and any(not _leaves(handler) for handler in node.handlers)


def _leaves(handler: ast.ExceptHandler) -> bool:
    return any(isinstance(n, _LEAVES) for n in ast.walk(handler))


def _pauses(loop: ast.While) -> bool:
    calls = (n for n in ast.walk(loop) if isinstance(n, ast.Call))
    names = (dotted(c.func).rsplit(".", 1)[-1] for c in calls)
    return any(name in {"sleep", "wait", "wait_for", "backoff"} for name in names)
