"""Every retry ends or pauses: no `while True` that swallows a failure and asks again at once."""

import ast
import re
from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.parsed import Parsed, dotted, last_name, own_nodes, span
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
_COUNTER = re.compile(
    r"_?(?!\w*(max|limit|total|allow))(\w+_)?(attempts?|tries|retries|remaining|left"
    r"|(retry|attempt|try)_count)(_left)?"
)


def find(parsed: Parsed) -> Iterator[Hit]:
    for loop in parsed.all(ast.While):
        if not _endless(loop):
            continue
        start, end = span(loop)
        if _tries_again(loop) and not _pauses(loop):
            said = "`while True` swallows the failure and tries again without end or pause"
            yield Hit(start=start, end=end, message=said)
        elif counter := _never_counted(parsed, loop):
            said = f"{counter!r} is to end the retries, and nothing in the loop changes it"
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


def _never_counted(parsed: Parsed, loop: ast.While) -> str:
    """A local counter that a handler asks whether to give up, and that stays what it was."""
    handlers = [n for n in own_nodes(loop.body) if isinstance(n, ast.ExceptHandler)]
    for test in (found.test for h in handlers if (found := _only_way_out(h))):
        names = {n.id for n in ast.walk(test) if isinstance(n, ast.Name)}
        if not any(map(_may_change, ast.walk(test))) and not _changes(loop, names):
            counters = (n for n in sorted(names) if _COUNTER.fullmatch(n))
            if counter := next((n for n in counters if _is_counter(parsed, loop, n)), ""):
                return counter
    return ""


def _only_way_out(handler: ast.ExceptHandler) -> ast.If | None:
    """The condition under which a handler leaves the loop, when it is one and has no other."""
    leaving = [
        n for n in own_nodes(handler.body) if isinstance(n, ast.Raise | ast.Return | ast.Break)
    ]
    asked = [s for s in handler.body if isinstance(s, ast.If) and s.body[-1] in leaving]
    return asked[0] if len(leaving) == len(asked) == 1 else None


def _may_change(node: ast.AST) -> bool:
    """What is asked of a call or an attribute may be another thing each time."""
    return isinstance(node, ast.Call | ast.Attribute | ast.Subscript | ast.Await)


def _changes(loop: ast.While, names: set[str]) -> bool:
    """Anything in the loop gives one of `names` a value, or an iterator may end it."""
    for node in ast.walk(loop):
        if isinstance(node, ast.Name) and node.id in names and not isinstance(node.ctx, ast.Load):
            return True
        if isinstance(node, ast.Call) and dotted(node.func) == "next":
            return True
    return False


def _is_counter(parsed: Parsed, loop: ast.While, name: str) -> bool:
    """A variable of the function that begins as a number and that no inner function changes."""
    function = parsed.function_of(loop)
    shared: list[ast.Nonlocal | ast.Global]
    shared = [*parsed.all(ast.Nonlocal), *parsed.all(ast.Global)]
    if function is None or any(name in node.names for node in shared):
        return False
    given = [n for n in own_nodes(function.body) if isinstance(n, ast.Assign)]
    values = [n.value for n in given if [last_name(t) for t in n.targets] == [name]]
    named = function.args.args[len(function.args.args) - len(function.args.defaults) :]
    values += [v for a, v in zip(named, function.args.defaults, strict=True) if a.arg == name]
    return bool(values) and all(map(_is_number, values))


def _is_number(node: ast.expr) -> bool:
    """Written out, or under a name: `remaining = MAX_ATTEMPTS`."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int) and not isinstance(node.value, bool)
    return isinstance(node, ast.Name | ast.Attribute)
