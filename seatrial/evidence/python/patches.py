"""What a test puts in the place of a module's name: `patch("time.time")`, `patch.object(time,
"time")`, pytest's `monkeypatch.setattr` and pytest-mock's `mocker.patch`."""

import ast
from collections.abc import Iterator

from seatrial.evidence.python.facts import Patch
from seatrial.evidence.python.parsed import Parsed, last_name, text_of

_WHOLE = frozenset({"patch", "setattr"})
_OF_A_MODULE = frozenset({"object", "setattr"})
_PATCHERS = frozenset({"patch", "mock", "mocker", "monkeypatch"})


def patches_of(parsed: Parsed) -> Iterator[Patch]:
    """Those of what may be a module; not what the file itself calls."""
    called = {parsed.origin(call.func) for call in parsed.all(ast.Call)}
    for call in parsed.all(ast.Call):
        target = _target(parsed, call)
        module, _, name = target.rpartition(".")
        if module and name.isidentifier() and target not in called:
            yield Patch(module=module, name=name, line=call.lineno)


def _target(parsed: Parsed, call: ast.Call) -> str:
    """`module.name`, or '' for any other call."""
    by = last_name(call.func)
    holder = last_name(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    if not call.args or (holder or by) not in _PATCHERS:
        return ""
    first = text_of(call.args[0])
    if by in _WHOLE and first is not None:
        return first
    name = text_of(call.args[1]) if len(call.args) > 1 else None
    module = parsed.origin(call.args[0])
    return f"{module}.{name}" if by in _OF_A_MODULE and module and name else ""
