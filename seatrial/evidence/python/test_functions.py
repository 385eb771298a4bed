"""The tests in a file: what could make each of them fail, and whether it is skipped for good.

A test is a function `test…` of a module, or a method `test…` of a class that pytest or unittest
collects. Precision first: a test that only calls code can fail by an exception, so its calls
count as checks, unless it also asserts a constant and so looks as if it checked something.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seatrial.evidence.python.facts import TestFunction
from seatrial.evidence.python.parsed import Function, Parsed, keyword, last_name, text_of

# Names by which helpers of pytest, unittest, mock and of projects themselves say that they check.
_CHECKING = re.compile(
    r"(^|_)(assert|check|verif|expect|should|ensure|must|raises|warns|fail|compare|validat|require"
    r"|match|test|run_|is_|not_)",
    re.IGNORECASE,
)


# What cannot fail by the project's doing; `open` and `exec` may.
_BUILT_IN = frozenset(
    """abs all any bool dict enumerate filter float frozenset int len list map max min print range
    repr reversed round set sorted str sum tuple type zip""".split()
)


@dataclass(frozen=True)
class _Skip:
    """An unconditional skip: its line and the reason given ('' for none)."""

    line: int
    reason: str


def tests_of(parsed: Parsed) -> Iterator[TestFunction]:
    found = _tests_in(parsed, parsed.tree.body, _module_skip(parsed), in_class=False)
    borrows = any(full.endswith(".*") for full in parsed.aliases.values())
    opted_out = _opted_out(parsed.tree.body) if borrows else set()
    yield from (test for test in found if not _replaces(test, opted_out))


def _tests_in(
    parsed: Parsed, body: Sequence[ast.stmt], skip: _Skip | None, *, in_class: bool
) -> Iterator[TestFunction]:
    for node in body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() if _is_test(node):
                yield _test(parsed, node, skip, in_class=in_class)
            case ast.ClassDef() if _is_collected(node):
                inner = skip or _decorated_skip(parsed, node)
                found = _tests_in(parsed, node.body, inner, in_class=True)
                opted_out = _opted_out(node.body) if _inherits(node) else set()
                yield from (test for test in found if not _replaces(test, opted_out))
            case ast.If() | ast.Try():
                for block in (node.body, node.orelse):
                    yield from _tests_in(parsed, block, skip, in_class=in_class)


def _is_test(node: Function) -> bool:
    """Named so, and not a fixture or a stand-in that only has the name."""
    decorators = {last_name(d.func if isinstance(d, ast.Call) else d) for d in node.decorator_list}
    return node.name.startswith("test") and not decorators & {"fixture", "nottest", "property"}


def _is_collected(node: ast.ClassDef) -> bool:
    """`Test…`, or derived from something that is a test case by its name."""
    bases = [last_name(base) for base in node.bases]
    named = node.name.startswith("Test") or any("Test" in base for base in bases)
    return named and not any(_switches_off(statement) for statement in node.body)


def _inherits(node: ast.ClassDef) -> bool:
    """From a class that may bring tests of its own."""
    return any(not last_name(base).endswith("TestCase") for base in node.bases)


def _opted_out(body: Sequence[ast.stmt]) -> set[int]:
    """Lines of functions that do nothing, or one thing, which may be to skip."""
    functions = (s for s in body if isinstance(s, Function))
    return {f.lineno for f in functions if sum(not _is_idle(s) for s in f.body) <= 1}


def _replaces(test: TestFunction, opted_out: set[int]) -> bool:
    """Stands in the place of an inherited or imported test that does not apply here."""
    return test.start in opted_out and (test.skip is not None or test.checks == 0)


def _switches_off(node: ast.stmt) -> bool:
    """`__test__ = False`."""
    return (
        isinstance(node, ast.Assign)
        and last_name(node.targets[0]) == "__test__"
        and isinstance(node.value, ast.Constant)
        and not node.value.value
    )


def _test(parsed: Parsed, node: Function, skip: _Skip | None, *, in_class: bool) -> TestFunction:
    skip = skip or _decorated_skip(parsed, node) or _skip_at_once(parsed, node)
    return TestFunction(
        name=node.name,
        start=node.lineno,
        end=node.end_lineno or node.lineno,
        checks=_checks(node, fixtures=len(node.args.args) - in_class),
        skip=skip.reason if skip else None,
        skip_line=skip.line if skip else 0,
    )


def _checks(node: Function, *, fixtures: int) -> int:
    """How many things can make the test fail; 0 only when it is certain that nothing can."""
    inside = list(ast.walk(node))
    asserts = [n for n in inside if isinstance(n, ast.Assert)]
    firm = sum(not always_true(a.test) for a in asserts) + sum(map(says_it_checks, inside))
    if firm or asserts or _is_alone(node, inside):
        return firm
    return fixtures + len(node.decorator_list) + sum(not _is_idle(s) for s in node.body)


def _is_alone(function: Function, inside: Sequence[ast.AST]) -> bool:
    """Nothing but the test's own values and Python's own functions: no code of the project runs."""
    if function.decorator_list or any(isinstance(n, ast.Import | ast.ImportFrom) for n in inside):
        return False
    names = [n for n in inside if isinstance(n, ast.Name)]
    own = {n.id for n in names if isinstance(n.ctx, ast.Store)} | _BUILT_IN
    return bool(names) and all(n.id in own for n in names)


def says_it_checks(node: ast.AST) -> bool:
    """A block opened by `with` may check when it closes."""
    if isinstance(node, ast.Raise | ast.With | ast.AsyncWith):
        return True
    return isinstance(node, ast.Call) and bool(_CHECKING.search(last_name(node.func)))


def always_true(test: ast.expr) -> bool:
    """What is asserted cannot be false."""
    if isinstance(test, ast.Tuple):
        return bool(test.elts)
    return isinstance(test, ast.Constant) and bool(test.value)


def _is_idle(node: ast.stmt) -> bool:
    """`pass`, a docstring, `...`, or `return` of nothing."""
    value = node.value if isinstance(node, ast.Expr | ast.Return) else node
    return value is None or isinstance(value, ast.Pass | ast.Constant)


def _decorated_skip(parsed: Parsed, node: Function | ast.ClassDef) -> _Skip | None:
    return next((s for d in node.decorator_list if (s := _mark(parsed, d))), None)


def _mark(parsed: Parsed, node: ast.expr) -> _Skip | None:
    """The skip that a decorator or a mark stands for, when it has no condition."""
    call = node if isinstance(node, ast.Call) else None
    name = parsed.origin(call.func if call else node)
    if name in {"pytest.mark.skip", "unittest.skip"}:
        return _Skip(node.lineno, _reason(call, 0))
    if call and name in {"pytest.mark.skipif", "unittest.skipIf"} and call.args:
        return _Skip(node.lineno, _reason(call, 1)) if always_true(call.args[0]) else None
    return None


def _reason(call: ast.Call | None, position: int) -> str:
    if call is None:
        return ""
    named = keyword(call, "reason") or keyword(call, "msg")
    return text_of(call.args[position] if len(call.args) > position else named) or ""


def _skip_at_once(parsed: Parsed, node: Function) -> _Skip | None:
    """The first statement of the body skips: nothing stands before it that could decide."""
    first = next((s for s in node.body if not _is_idle(s)), None)
    return _skipping_call(parsed, first) if first else None


def _skipping_call(parsed: Parsed, node: ast.stmt) -> _Skip | None:
    call = node.value if isinstance(node, ast.Expr) else None
    if isinstance(node, ast.Raise):
        call = node.exc
    if not isinstance(call, ast.Call):
        return None
    known = {"pytest.skip", "self.skipTest", "unittest.SkipTest"}
    return _Skip(node.lineno, _reason(call, 0)) if parsed.origin(call.func) in known else None


def _module_skip(parsed: Parsed) -> _Skip | None:
    """`pytestmark = pytest.mark.skip`, or a skip of the module among its own statements."""
    for node in parsed.tree.body:
        if isinstance(node, ast.Assign) and last_name(node.targets[0]) == "pytestmark":
            marks = node.value.elts if isinstance(node.value, ast.List) else [node.value]
            if skip := next((s for m in marks if (s := _mark(parsed, m))), None):
                return skip
        elif skip := _skipping_call(parsed, node):
            return skip
    return None
