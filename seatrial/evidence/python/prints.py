"""Where a file writes to stdout with `print`, other than to speak to the person who started it."""

import ast
from collections.abc import Iterator

from seatrial.evidence.python.parsed import Function, Parsed, dotted, keyword, last_name

_ENTRY_POINTS = frozenset({"main", "cli", "usage", "run", "handle"})
_COMMAND_DECORATORS = frozenset({"command", "group", "task", "callback"})


def prints_of(parsed: Parsed) -> Iterator[int]:
    calls = (c for c in parsed.all(ast.Call) if dotted(c.func) == "print" and _to_stdout(c))
    yield from sorted({call.lineno for call in calls if not _in_program(parsed, call)})


def _to_stdout(call: ast.Call) -> bool:
    file = keyword(call, "file")
    return file is None or dotted(file) == "sys.stdout"


def _in_program(parsed: Parsed, call: ast.Call) -> bool:
    """In a script's own statements, an entry point or a command (click, typer, flask, Django)."""
    functions = [p for p in parsed.parents(call) if isinstance(p, Function)]
    return not functions or any(f.name in _ENTRY_POINTS or _is_command(f) for f in functions)


def _is_command(function: Function) -> bool:
    names = (last_name(d.func if isinstance(d, ast.Call) else d) for d in function.decorator_list)
    return any(name in _COMMAND_DECORATORS for name in names)
