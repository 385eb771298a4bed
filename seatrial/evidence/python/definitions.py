"""The names that a module has once it is imported, and the functions in it that do nothing yet."""

import ast
import re
from collections import Counter
from collections.abc import Iterator

from seatrial.evidence.python.facts import Stub
from seatrial.evidence.python.parsed import (
    Function,
    Parsed,
    is_main_guard,
    last_name,
    own_nodes,
    text_of,
)

_REFUSAL = re.compile(r"support|available|must|requir|platform|subclass|overrid|instead", re.I)
_PUT_OFF = re.compile(r"#\s*(TODO|FIXME|not (yet )?implemented|to be (written|done))\b", re.I)
# Decorators under which a function is an endpoint or a command: somebody outside calls it.
_SERVED = frozenset(
    "route get post put patch delete websocket command task shared_task callback".split()
)


def defined_names(parsed: Parsed) -> set[str]:
    """Every name bound at module level, under conditions too, and by `global` in a function."""
    names: set[str] = set()
    for node in own_nodes(parsed.tree.body):
        names.update(_bound(node))
    for declared in parsed.all(ast.Global):
        names.update(declared.names)
    return names


def _bound(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Name(id=name, ctx=ast.Store()):
            yield name
        case ast.Import(names=aliases):
            yield from (a.asname or a.name.split(".")[0] for a in aliases)
        case ast.ImportFrom(names=aliases):
            yield from (a.asname or a.name for a in aliases)
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
            yield name
        case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            yield name


def has_main_guard(parsed: Parsed) -> bool:
    return any(isinstance(node, ast.If) and is_main_guard(node) for node in parsed.tree.body)


def stubs_of(parsed: Parsed) -> Iterator[Stub]:
    """Undecorated (or served) functions of the module's own body that only say "not yet".

    A name that is bound twice is left out: one of the two is a fallback.
    """
    functions = (s for s in parsed.tree.body if isinstance(s, Function))
    stubs = [f for f in functions if _is_stub(f) or _is_put_off(parsed, f)]
    if not stubs:
        return
    called = {last_name(call.func) for call in parsed.all(ast.Call)}
    bindings = Counter(name for node in own_nodes(parsed.tree.body) for name in _bound(node))
    for stub in stubs:
        served = any(_decorator(d) in _SERVED for d in stub.decorator_list)
        if bindings[stub.name] == 1 and (served or not stub.decorator_list):
            end = stub.end_lineno or stub.lineno
            live = served or stub.name in called
            yield Stub(name=stub.name, start=stub.lineno, end=end, live=live)


def _decorator(node: ast.expr) -> str:
    return last_name(node.func if isinstance(node, ast.Call) else node)


def _is_stub(function: Function) -> bool:
    """Nothing but `raise NotImplementedError`, not as a refusal that is meant to stay."""
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    if len(body) != 1 or not isinstance(body[0], ast.Raise) or not body[0].exc:
        return False
    raised = body[0].exc
    call = raised if isinstance(raised, ast.Call) else None
    if last_name(call.func if call else raised) != "NotImplementedError":
        return False
    refuses = function.returns and last_name(function.returns) in {"NoReturn", "Never"}
    return not refuses and not any(map(_is_refusal, call.args if call else []))


def _is_put_off(parsed: Parsed, function: Function) -> bool:
    """Nothing but `pass` or `...`, and a comment that it is still to be written."""
    idle = all(
        isinstance(s, ast.Pass) or (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))
        for s in function.body
    )
    return idle and bool(_PUT_OFF.search(parsed.text_of(function)))


def _is_refusal(message: ast.expr) -> bool:
    """The message is made of what was asked for, or says that it is not supported here."""
    text = text_of(message)
    return text is None or bool(_REFUSAL.search(text))
