"""The environment variables that a file reads by a name written in it."""

import ast
from collections.abc import Iterator
from functools import partial

from seatrial.evidence.python.facts import EnvRead
from seatrial.evidence.python.parsed import Parsed, keyword, last_name, text_of

_GETTERS = frozenset({"os.getenv", "os.environ.get", "os.environ.pop", "os.environ.setdefault"})
_SETTINGS_LIBRARIES = ("decouple.config", "environs.Env", "environ.Env", "starlette.config.Config")


def env_reads_of(parsed: Parsed) -> Iterator[EnvRead]:
    found = {*_subscripts(parsed), *_calls(parsed)}
    yield from sorted(found, key=lambda read: (read.line, read.name))


def _subscripts(parsed: Parsed) -> Iterator[EnvRead]:
    is_environment = partial(_is_environment, parsed, _environment_names(parsed))
    for node in parsed.all(ast.Subscript):
        name = text_of(node.slice)
        if name and isinstance(node.ctx, ast.Load) and is_environment(node.value):
            yield EnvRead(name=name, line=node.lineno, required=True)


def _calls(parsed: Parsed) -> Iterator[EnvRead]:
    names = _environment_names(parsed)
    readers = _reader_names(parsed)
    for call in parsed.all(ast.Call):
        name = text_of(call.args[0]) if call.args else None
        if name and _reads(parsed, call.func, names, readers):
            yield EnvRead(name=name, line=call.lineno, required=_fails_without(parsed, call))


def _reads(parsed: Parsed, func: ast.expr, names: set[str], readers: set[str]) -> bool:
    if parsed.origin(func) in {*_GETTERS, "decouple.config"}:
        return True
    if isinstance(func, ast.Name):
        return func.id in readers
    if not isinstance(func, ast.Attribute):
        return False
    if last_name(func.value) in readers:
        return True
    return func.attr in {"get", "pop"} and _is_environment(parsed, names, func.value)


def _fails_without(parsed: Parsed, call: ast.Call) -> bool:
    """`environ.pop` and the settings libraries raise; `get` and `getenv` answer None."""
    answers = last_name(call.func) in {"get", "getenv", "setdefault"}
    return not answers and not _has_default(parsed, call)


def _has_default(parsed: Parsed, call: ast.Call) -> bool:
    """A second argument, a `default=`, or `… or value` around the call."""
    parent = parsed.parent(call)
    falls_back = isinstance(parent, ast.BoolOp) and isinstance(parent.op, ast.Or)
    return len(call.args) > 1 or keyword(call, "default") is not None or falls_back


def _is_environment(parsed: Parsed, names: set[str], node: ast.expr) -> bool:
    return parsed.origin(node) == "os.environ" or (isinstance(node, ast.Name) and node.id in names)


def _environment_names(parsed: Parsed) -> set[str]:
    """Names that are bound to `os.environ`, perhaps as one of two choices or as a default."""
    names = set[str]()
    for node in parsed.all(ast.Assign):
        if any(parsed.origin(choice) == "os.environ" for choice in _choices(node.value)):
            names.update(t.id for t in node.targets if isinstance(t, ast.Name))
    return names


def _choices(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    return list(node.values) if isinstance(node, ast.BoolOp) else [node]


def _reader_names(parsed: Parsed) -> set[str]:
    """Names bound to a reader of a settings library: `env = Env()`."""
    names = set[str]()
    for node in parsed.all(ast.Assign):
        if isinstance(node.value, ast.Call) and parsed.origin(node.value.func) in (
            _SETTINGS_LIBRARIES
        ):
            names.update(t.id for t in node.targets if isinstance(t, ast.Name))
    return names
