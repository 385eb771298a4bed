"""The operations of an Alembic migration in straight code: `op.add_column(…)`, also in batches.

https://alembic.sqlalchemy.org/en/latest/ops.html
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seatrial.evidence.python.parsed import dotted, keyword, last_name, text_of

# By operation: the position of its own name, of its table and of its columns; in a batch the
# table is not an argument.
MAKES = {
    "create_table": (0, 0, None),
    "add_column": (1, 0, None),
    "create_index": (0, 1, 2),
    "create_unique_constraint": (0, 1, 2),
    "create_foreign_key": (0, 1, 3),
}
TAKES = {"drop_table": 0, "drop_column": 1, "drop_index": 0, "drop_constraint": 0}
_OTHER = frozenset({*MAKES, "alter_column", "create_check_constraint", "create_primary_key",
    "create_table_comment", "drop_table_comment", "bulk_insert"})  # fmt: skip


class NotPlain(Exception):
    """Code that does not show what it does."""


@dataclass(frozen=True)
class Step:
    """One call of an operation; `table` of the batch that it stands in."""

    call: ast.Call
    table: str | None

    @property
    def name(self) -> str:
        return last_name(self.call.func)

    def argument(self, position: int, *keywords: str) -> ast.expr | None:
        at = position - (self.table is not None and position > 0)
        named = next((v for k in keywords if (v := keyword(self.call, k))), None)
        return named or (self.call.args[at] if at < len(self.call.args) else None)


def steps(
    body: Sequence[ast.stmt], strict: bool, table: str | None = None, batch: str = "op"
) -> Iterator[Step]:
    for statement in body:
        value = getattr(statement, "value", None)
        if isinstance(statement, ast.With):
            yield from _of_with(statement, strict, table, batch)
        elif isinstance(value, ast.Call) and _is_step(value, batch):
            yield Step(value, table if dotted(value.func).startswith(f"{batch}.") else None)
        elif strict and not isinstance(statement, ast.Pass) and not isinstance(value, ast.Constant):
            raise NotPlain


def _is_step(call: ast.Call, batch: str) -> bool:
    head, _, name = dotted(call.func).partition(".")
    return head in ("op", batch) and (name in TAKES or name in _OTHER)


def _of_with(statement: ast.With, strict: bool, table: str | None, batch: str) -> Iterator[Step]:
    item = statement.items[0]
    opened = last_name(item.context_expr.func) if isinstance(item.context_expr, ast.Call) else ""
    if opened == "autocommit_block":
        yield from steps(statement.body, strict, table, batch)
    elif opened == "batch_alter_table" and isinstance(item.context_expr, ast.Call):
        first = next(iter(item.context_expr.args), keyword(item.context_expr, "table_name"))
        name = text_of(first)
        if name and isinstance(item.optional_vars, ast.Name):
            yield from steps(statement.body, strict, name, item.optional_vars.id)
        elif strict:
            raise NotPlain
    elif strict:
        raise NotPlain
