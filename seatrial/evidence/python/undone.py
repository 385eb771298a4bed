"""What the `upgrade` of an Alembic migration makes and its `downgrade` leaves behind.

Only what stands in plain words is compared: literal names in straight code. A downgrade that
decides, repeats, calls helpers or runs SQL is not judged.
https://alembic.sqlalchemy.org/en/latest/ops.html
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from seatrial.evidence.python.alembic_steps import MAKES, TAKES, NotPlain, Step, steps
from seatrial.evidence.python.parsed import Function, last_name, text_of

_KEYWORDS = ("table_name", "source_table")
_SORT = {"create_table": "table", "add_column": "column", "create_index": "index"}
_ALTERS = re.compile(r"\b(drop|rename|alter)\b", re.IGNORECASE)
_TAKEN = {"drop_table": "table", "drop_column": "column"}


@dataclass(frozen=True)
class _Thing:
    """A table, a column, or an index or constraint (dropped by its name alone).

    `of` are columns that take it along, `refers` a table that cannot go before it.
    """

    sort: str
    name: str
    table: str = ""
    of: tuple[str, ...] = ()
    refers: str = ""

    @property
    def said(self) -> str:
        where = f"{self.table}.{self.name}" if self.sort == "column" else self.name
        return f"the {self.sort} {where!r}"

    def goes_with(self, taken: "_Thing") -> bool:
        if taken.sort == "table":
            return taken.name in (self.table, self.refers)
        if taken.sort == "column":
            return taken.table == self.table and taken.name in (self.name, *self.of)
        return taken.name == self.name


def left_behind(up: Function, down: Function, comments: str) -> list[str]:
    """What `down` leaves, in words; nothing where it does nothing at all, or cannot be told.

    `comments` are those of `down`: what they name was thought of.
    """
    try:
        back = list(steps(down.body, strict=True))
        taken = [_taken(step) for step in back if step.name in TAKES]
    except NotPlain:
        return []
    if not back or any(_renames(call) for call in _calls(up, down)):
        return []
    made = [thing for step in steps(up.body, strict=False) if (thing := _made(step))]
    known = {*_replaced(up), *re.findall(r"\w+", comments)}
    left = [m for m in made if m.name not in known and not any(map(m.goes_with, taken))]
    return [m.said for m in left if not any(map(m.goes_with, (o for o in left if o != m)))]


def _calls(*functions: Function) -> Iterator[ast.Call]:
    return (n for f in functions for n in ast.walk(f) if isinstance(n, ast.Call))


def _renames(call: ast.Call) -> bool:
    renamed = {"new_column_name", "new_table_name"} & {k.arg for k in call.keywords}
    return last_name(call.func) == "rename_table" or bool(renamed)


def _replaced(up: Function) -> Iterator[str]:
    """Names of what upgrade itself takes away, by an operation or by SQL: they were there."""
    for call in _calls(up):
        words = " ".join(filter(None, map(text_of, ast.walk(call))))
        drops = last_name(call.func) == "execute" and _ALTERS.search(words)
        if drops or last_name(call.func) in TAKES:
            yield from re.findall(r"\w+", words)


def _name(node: ast.expr | None) -> str:
    """A literal, also as `op.f("…")`, or '' for what is not one."""
    if isinstance(node, ast.Call) and last_name(node.func) == "f" and node.args:
        node = node.args[0]
    return text_of(node) or ""


def _table(step: Step, position: int) -> str:
    return step.table or _name(step.argument(position, *_KEYWORDS))


def _made(step: Step) -> _Thing | None:
    if step.name not in MAKES:
        return None
    own, table, columns = MAKES[step.name]
    node = step.argument(own, "constraint_name", "index_name", "column")
    if step.name == "add_column":
        node = _first_of_column(node)
    name, of = _name(node), step.argument(columns) if columns else None
    where = name if step.name == "create_table" else _table(step, table)
    listed = of.elts if isinstance(of, ast.List | ast.Tuple) else []
    known = not columns or (listed and all(map(text_of, listed)))
    refers = _name(step.argument(2, "referent_table")) if step.name == "create_foreign_key" else ""
    sort = _SORT.get(step.name, "constraint")
    thing = _Thing(sort, name, where, tuple(map(_name, listed)), refers)
    return thing if name and where and known else None


def _first_of_column(node: ast.expr | None) -> ast.expr | None:
    """`"c"` of `sa.Column("c", …)`."""
    is_column = isinstance(node, ast.Call) and last_name(node.func) == "Column"
    return next(iter(node.args), None) if is_column and isinstance(node, ast.Call) else None


def _taken(step: Step) -> _Thing:
    names = ("table_name",) if step.name == "drop_table" else ("column_name", "index_name",
        "constraint_name")  # fmt: skip
    name = _name(step.argument(TAKES[step.name], *names))
    table = _table(step, 0) if step.name == "drop_column" else ""
    if not name or (step.name == "drop_column" and not table):
        raise NotPlain
    return _Thing(_TAKEN.get(step.name, "index"), name, table)
