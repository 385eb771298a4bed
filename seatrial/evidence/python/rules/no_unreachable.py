"""No statement stands behind one that always leaves: it never runs, and was meant to.

What only pleases a reader or a tool is left alone: a `yield` that makes a generator of a function,
a lone `return`, `raise`, `pass` or text after the statement that leaves.
"""

import ast
from collections.abc import Iterator, Sequence

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.parsed import Parsed, own_nodes, span
from seatrial.snapshot.model import Role

CHECK = Check(
    id="wiring.no-unreachable",
    statement="No statement stands behind one that always leaves",
    gate="G10",
    severity=Severity.LOW,
    remedy="Remove what cannot run, or the early return, raise, break or continue before it.",
    effort="S",
    maps=("CWE-561",),
)
ROLES = (Role.SOURCE,)
_LEAVES = (ast.Return, ast.Raise, ast.Break, ast.Continue)
_HOLDS = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.If, ast.For, ast.AsyncFor, ast.While),
    *(ast.With, ast.AsyncWith, ast.Try, ast.ExceptHandler, ast.match_case),
)


def find(parsed: Parsed) -> Iterator[Hit]:
    for kind in _HOLDS:
        for node in parsed.all(kind):
            for field in ("body", "orelse", "finalbody"):
                yield from _in(getattr(node, field, ()))


def _in(body: Sequence[ast.stmt]) -> Iterator[Hit]:
    at = next((n for n, statement in enumerate(body) if isinstance(statement, _LEAVES)), len(body))
    behind = body[at + 1 :]
    if behind and not _is_idle(behind) and not _yields(behind):
        start, _ = span(behind[0])
        _, end = span(behind[-1])
        word = type(body[at]).__name__.lower()
        said = f"never runs: the `{word}` in line {body[at].lineno} always leaves before it"
        yield Hit(start=start, end=end, message=said)


def _is_idle(behind: Sequence[ast.stmt]) -> bool:
    """One statement that would do nothing if it were reached."""
    only = behind[0]
    if len(behind) > 1:
        return False
    if isinstance(only, ast.Return | ast.Expr):
        return only.value is None or isinstance(only.value, ast.Constant)
    return isinstance(only, ast.Raise | ast.Break | ast.Continue | ast.Pass | ast.Assert)


def _yields(behind: Sequence[ast.stmt]) -> bool:
    return any(isinstance(n, ast.Yield | ast.YieldFrom) for n in own_nodes(behind))
