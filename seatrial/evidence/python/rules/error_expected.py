"""A test of an error fails when there is none.

Where all that a test asserts stands in a handler, and nothing fails when the end of the `try` is
reached, the test passes whether or not the error comes. A handler that fails, skips or raises
again says that no error was wanted, and is left alone.
"""

import ast
import re
from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.caught import is_wanted
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.parsed import Function, Parsed, dotted, last_name, own_nodes, span
from seatrial.evidence.python.test_functions import always_true, says_it_checks, tests_of
from seatrial.snapshot.model import Role

CHECK = Check(
    id="tests.error-expected",
    statement="No Python test checks an error only where one is raised",
    gate="G1",
    severity=Severity.MEDIUM,
    remedy="Use pytest.raises or assertRaises, or let the last line of the try fail.",
    effort="S",
)
ROLES = (Role.TEST,)
_ASSERTS = re.compile(r"(^|_)(assert|fail|raises|warns|expect|should|must)", re.IGNORECASE)
_HELPS = re.compile(r"test|assert|help|support|util|mock|expect", re.IGNORECASE)
# A decorator that judges the test's end, or makes up its input: then no error may be right.
_EXPECTS = re.compile(r"raises|fail|expect|given|repeat|retry", re.IGNORECASE)
_LEAVES = (ast.Break, ast.Continue)
_AROUND = (ast.While, ast.ExceptHandler)


def find(parsed: Parsed) -> Iterator[Hit]:
    if not any(parsed.all(ast.Try)):
        return
    starts = {test.start for test in tests_of(parsed) if test.skip is None}
    for function in parsed.functions():
        if function.lineno in starts and not _is_judged(function):
            yield from _in(parsed, function)


def _in(parsed: Parsed, function: Function) -> Iterator[Hit]:
    inside = own_nodes(function.body)
    tries = [n for n in inside if isinstance(n, ast.Try) and _awaits_error(parsed, n)]
    if tries and not _checks_elsewhere(parsed, function, tries):
        start, end = span(min(tries, key=lambda block: block.lineno))
        said = "passes when nothing is raised: all that it asserts stands in the handler"
        yield Hit(start=start, end=end, message=said)


def _is_judged(function: Function) -> bool:
    names = (last_name(d.func if isinstance(d, ast.Call) else d) for d in function.decorator_list)
    return any(_EXPECTS.search(name) for name in names)


def _awaits_error(parsed: Parsed, block: ast.Try) -> bool:
    """Calls something, has a handler that wants the error and none that refuses it, and is no
    attempt that is made again."""
    inside = [n for statement in block.body for n in ast.walk(statement)]
    if not block.handlers or block.orelse or any(isinstance(n, _LEAVES) for n in inside):
        return False
    if any(isinstance(p, _AROUND) for p in parsed.parents(block)):
        return False
    return any(isinstance(n, ast.Call) for n in inside) and all(map(is_wanted, block.handlers))


def _checks_elsewhere(parsed: Parsed, function: Function, tries: list[ast.Try]) -> bool:
    handled = {n for t in tries for h in t.handlers for n in ast.walk(h)}
    tried = {n for t in tries for statement in t.body for n in ast.walk(statement)}
    outside = (n for n in ast.walk(function) if n not in handled)
    return any(_checks(parsed, n, tried=n in tried) for n in outside)


def _checks(parsed: Parsed, node: ast.AST, *, tried: bool) -> bool:
    if isinstance(node, ast.Assert):
        return not always_true(node.test)
    if tried and isinstance(node, ast.Call) and not _ASSERTS.search(last_name(node.func)):
        return says_it_checks(node) and _is_helper(parsed, node)
    return says_it_checks(node)


def _is_helper(parsed: Parsed, call: ast.Call) -> bool:
    """Of the test, and not what it is about: `self.check_all()`, but not `form.validate()`."""
    parts = dotted(call.func).split(".")
    if parts[0] in parsed.aliases:
        return bool(_HELPS.search(parsed.origin(call.func).rpartition(".")[0]))
    return len(parts) == 1 or (len(parts) == 2 and parts[0] in ("self", "cls"))
