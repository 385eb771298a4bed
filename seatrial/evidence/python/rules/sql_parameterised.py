"""SQL takes its values as bound parameters: text from a caller is never pasted into a statement.

bandit's B608 sees only whole statements built in one expression. This rule follows a statement
through the function that builds it, and asks where each pasted part comes from, because most
SQL built from strings pastes table names and placeholders that the code itself chose.
"""

import ast
from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.flow import flows_of
from seatrial.evidence.python.flow.values import SQL
from seatrial.evidence.python.parsed import Function, Parsed, dotted, last_name, own_nodes, span
from seatrial.evidence.python.rules.pasting import Position, parts_of, pasted_at
from seatrial.evidence.python.rules.taint import Origins
from seatrial.evidence.sql import STATEMENT
from seatrial.snapshot.model import Role

CHECK = Check(
    id="security.sql-parameterised",
    statement="SQL takes its values as bound parameters",
    gate="G5",
    severity=Severity.HIGH,
    remedy="Bind values as parameters; choose column names and orders from a fixed list.",
    effort="S",
    maps=("CWE-89",),
)
ROLES = (Role.SOURCE,)

_EXECUTES = frozenset(
    """execute executemany executescript raw text read_sql read_sql_query fetch fetchrow fetchval
    fetch_all fetch_one fetch_val mogrify""".split()
)
_MOST = 4000


def find(parsed: Parsed) -> Iterator[Hit]:
    told = {(h.start, h.end): h for scope in parsed.functions() for h in _in_function(scope)}
    yield from told.values()
    seen = {line for start, end in told for line in range(start, end + 1)}
    for flow in flows_of(parsed):
        if flow.threat == SQL and flow.start not in seen:
            said = "a part of the request is pasted into an SQL statement"
            yield Hit(start=flow.start, end=flow.end, message=said)


def _in_function(scope: Function) -> Iterator[Hit]:
    nodes = list(own_nodes(scope.body))
    executed = [n.args[0] for n in nodes if isinstance(n, ast.Call) and _executes(n)]
    named = {node.id for node in executed if isinstance(node, ast.Name)}
    built: list[tuple[ast.stmt | ast.expr, ast.expr]] = [(node, node) for node in executed]
    built.extend(_assigned(nodes, named))
    if not built:
        return
    origins = Origins(scope, nodes)
    for where, value in built:
        if pasted := _pasted(value, origins, whole=not isinstance(where, ast.AugAssign)):
            start, end = span(where)
            yield Hit(start=start, end=end, message=f"{pasted!r} is pasted into an SQL statement")


def _executes(call: ast.Call) -> bool:
    return bool(call.args) and last_name(call.func) in _EXECUTES


def _assigned(nodes: list[ast.AST], named: set[str]) -> Iterator[tuple[ast.stmt, ast.expr]]:
    """What is assigned to a name that is executed, or added to one that began as a statement."""
    statements = {*named, *_begun(nodes)}
    for node in nodes:
        if isinstance(node, ast.Assign | ast.AugAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if last_name(target) in statements:
                yield node, node.value


def _begun(nodes: list[ast.AST]) -> Iterator[str]:
    """Names whose first assignment in the function is a literal SQL statement."""
    first: dict[str, ast.Assign] = {}
    for node in sorted((n for n in nodes if isinstance(n, ast.Assign)), key=lambda n: n.lineno):
        if isinstance(node.targets[0], ast.Name):
            first.setdefault(node.targets[0].id, node)
    for name, assigned in first.items():
        if STATEMENT.match(_static(assigned.value)):
            yield name


def _static(node: ast.expr) -> str:
    """The literal text of a built string, with a mark where something is pasted in."""
    return "".join(p if isinstance(p, str) else "?" for p in parts_of(node))[:_MOST]


def _pasted(value: ast.expr, origins: Origins, *, whole: bool) -> str:
    """The source of the first part that comes from a caller, '' when there is none."""
    parts = parts_of(value)
    if len(parts) < 2 or (whole and not STATEMENT.match(_static(value))):
        return ""
    placed = [(p, pasted_at(parts, i)) for i, p in enumerate(parts) if not isinstance(p, str)]
    # Who lets its callers choose the table writes statements for its own program.
    trusts = any(position is Position.OTHER for _, position in placed)
    for part, position in placed:
        if trusts and position is Position.ORDER:
            continue
        if origins.is_foreign(part, position):
            return dotted(part) or "a value"
    return ""
