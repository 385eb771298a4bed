"""Every retry ends or pauses: no `while True` that swallows a failure and asks again at once."""

import ast
from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.parsed import Parsed, dotted, last_name, span
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
# To sleep, and to wait for a person, a key or a peer.
_WAITS = frozenset(
    "sleep wait wait_for backoff input getkey getch get_wch readline recv accept select".split()
)
_SAYING = frozenset("debug info warning warn error exception critical log print".split())


def find(parsed: Parsed) -> Iterator[Hit]:
    for loop in parsed.all(ast.While):
        if _endless(loop) and _tries_again(loop) and not _pauses(loop):
            start, end = span(loop)
            said = "`while True` swallows the failure and tries again without end or pause"
            yield Hit(start=start, end=end, message=said)


def _endless(loop: ast.While) -> bool:
    return isinstance(loop.test, ast.Constant) and bool(loop.test.value)


def _tries_again(loop: ast.While) -> bool:
    """Nothing but a `try` that leaves the loop on success, with handlers that at most say so.

    A loop that does more may count, ask a person, wait or end in a way that is not seen here.
    """
    if len(loop.body) != 1 or not isinstance(loop.body[0], ast.Try):
        return False
    tried = loop.body[0]
    last = (tried.orelse or tried.body)[-1]
    handled = all(all(map(_only_says, handler.body)) for handler in tried.handlers)
    return isinstance(last, ast.Break | ast.Return) and handled and bool(tried.handlers)


def _only_says(statement: ast.stmt) -> bool:
    """`pass`, `continue`, or a call such as `log.debug(…)`."""
    if isinstance(statement, ast.Pass | ast.Continue):
        return True
    value = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(value, ast.Constant):
        return True
    return isinstance(value, ast.Call) and last_name(value.func) in _SAYING


def _pauses(loop: ast.While) -> bool:
    calls = (n for n in ast.walk(loop) if isinstance(n, ast.Call))
    names = (dotted(c.func).rsplit(".", 1)[-1] for c in calls)
    return any(name in _WAITS for name in names)
