"""What a database migration in Python does that its tool cannot undo, or does to rows that exist.

Tools: Alembic (`upgrade`, `downgrade`), Django (`RunPython`, `RunSQL`).
"""

import ast
import re
from collections.abc import Iterator

from seatrial.evidence.python.facts import Hit, Migration
from seatrial.evidence.python.parsed import (
    Function,
    Parsed,
    keyword,
    last_name,
    own_nodes,
    span,
    text_of,
)
from seatrial.evidence.python.undone import left_behind

_SAYS_SO = re.compile(
    r"irrevers|cannot|can't|can not|no way|not supported|unsupported|no.?op|one.?way|nothing to"
    r"|not possible|impossible|no need|no downgrade|not revers|forward|not undo|lossy",
    re.IGNORECASE,
)
# Django's operations, the position and the name of what undoes them.
_DJANGO = {"RunPython": (1, "reverse_code"), "RunSQL": (1, "reverse_sql")}


def migration_of(parsed: Parsed) -> Migration | None:
    """None when the file is no migration."""
    if "alembic" in parsed.imported:
        return _of_alembic(parsed)
    if "django" in parsed.imported and any(map(_is_django, parsed.all(ast.ClassDef))):
        return Migration(one_way=tuple(_one_way_of_django(parsed)))
    return None


def _of_alembic(parsed: Parsed) -> Migration | None:
    functions = {f.name: f for f in parsed.functions() if isinstance(parsed.parent(f), ast.Module)}
    up, down = functions.get("upgrade"), functions.get("downgrade")
    if up is None or "revision" not in _assigned(parsed):
        return None
    one_way: tuple[Hit, ...] = ()
    if not _is_empty(up) and (down is None or (_is_empty(down) and not _explained(parsed, down))):
        start, end = span(down or up)
        one_way = (Hit(start=start, end=end, message="the way back is empty"),)
    unsafe, left = tuple(_required_columns(parsed, up)), tuple(_half_way(parsed, up, down))
    return Migration(one_way=one_way, unsafe=unsafe, left=left)


def _half_way(parsed: Parsed, up: Function, down: Function | None) -> Iterator[Hit]:
    if down is None or _explained(parsed, down):
        return
    lines = [*parsed.text_of(down).split("\n"), *parsed.comments_below(down).split("\n")]
    comments = " ".join(line.partition("#")[2] for line in lines if "Alembic" not in line)
    if left := left_behind(up, down, comments):
        start, end = span(down)
        more = f" and {len(left) - 3} more" if len(left) > 3 else ""
        yield Hit(start=start, end=end, message=f"{', '.join(left[:3])}{more}")


def _assigned(parsed: Parsed) -> set[str]:
    targets = [t for n in parsed.tree.body if isinstance(n, ast.Assign) for t in n.targets]
    targets += [n.target for n in parsed.tree.body if isinstance(n, ast.AnnAssign)]
    return {t.id for t in targets if isinstance(t, ast.Name)}


def _is_empty(function: Function) -> bool:
    return all(
        isinstance(n, ast.Pass) or (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant))
        for n in function.body
    )


def _explained(parsed: Parsed, function: Function) -> bool:
    said = f"{parsed.text_of(function)}\n{parsed.comments_below(function)}"
    return bool(_SAYS_SO.search(said))


def _required_columns(parsed: Parsed, upgrade: Function) -> Iterator[Hit]:
    """`add_column` of a NOT NULL column without a value, on a table that is not made here."""
    calls = [n for n in own_nodes(upgrade.body) if isinstance(n, ast.Call)]
    made = {text_of(c.args[0]) for c in calls if last_name(c.func) == "create_table" and c.args}
    for call in calls:
        if last_name(call.func) != "add_column" or not call.args:
            continue
        column = next((a for a in call.args if isinstance(a, ast.Call)), None)
        if column and text_of(call.args[0]) not in made and _is_required(column):
            start, end = span(call)
            yield Hit(start=start, end=end, message="a required column without a value")


def _is_required(column: ast.Call) -> bool:
    nullable, default = keyword(column, "nullable"), keyword(column, "server_default")
    never = isinstance(nullable, ast.Constant) and nullable.value is False
    absent = default is None or (isinstance(default, ast.Constant) and default.value is None)
    made = any(
        isinstance(a, ast.Call) and last_name(a.func) in {"Identity", "Computed", "Sequence"}
        for a in column.args
    )
    return never and absent and not made


def _is_django(node: ast.ClassDef) -> bool:
    return node.name == "Migration" and any(last_name(b) == "Migration" for b in node.bases)


def _one_way_of_django(parsed: Parsed) -> Iterator[Hit]:
    for call in parsed.all(ast.Call):
        name = last_name(call.func)
        if name not in _DJANGO or not parsed.origin(call.func).startswith("django."):
            continue
        position, undoes = _DJANGO[name]
        start, end = span(call)
        unpacked = any(k.arg is None for k in call.keywords)
        if len(call.args) <= position and not keyword(call, undoes) and not unpacked:
            yield Hit(start=start, end=end, message=f"{name} without {undoes}")
