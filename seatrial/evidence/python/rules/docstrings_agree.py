"""A docstring describes the parameters that its function takes, with the defaults that they have.

Silent where a signature may be another than it looks: a decorator that is not known to leave it
alone, `*args` or `**kwargs`, a class without an `__init__` of its own.
"""

import ast
import keyword
from collections.abc import Iterator, Sequence

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.defaults import differs, stated_default
from seatrial.evidence.python.docstrings import Described, described_in
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.parsed import Function, Parsed, last_name
from seatrial.snapshot.model import Role

CHECK = Check(
    id="docs.docstrings-agree",
    statement="No Python docstring describes a parameter that is not taken, or states another"
    " default than the signature",
    gate="G8",
    severity=Severity.LOW,
    remedy="Bring the docstring up to date with the signature.",
    effort="S",
    maps=("CWE-1116",),
)
ROLES = (Role.SOURCE,)
_PLAIN = frozenset(
    """staticmethod classmethod abstractmethod override final contextmanager asynccontextmanager
    cache lru_cache no_grad inference_mode""".split()
)
# Holds what a docstring may describe instead: the fields of a request, the keys of a message.
_HOLDERS = frozenset("request req info event message payload environ scope context ctx".split())
_LOOSE = frozenset(
    """args options opts config cfg params kwargs settings namespace data values row record body
    item obj value x y a b fn f func function callback cls node""".split()
)
_OWN = frozenset({"self", "cls"})
_TYPES = frozenset("int str float bool bytes dict list set tuple object callable none".split())


def find(parsed: Parsed) -> Iterator[Hit]:
    if any(node.attr == "__signature__" for node in parsed.all(ast.Attribute)):
        return
    for function in parsed.functions():
        yield from _in(function, described_in(function), _taken_inside(function), function.name)
    for node in parsed.all(ast.ClassDef):
        if maker := _maker(node):
            yield from _in(maker, described_in(node), _taken_inside(maker) | _held(node), node.name)


def _in(
    function: Function, described: Sequence[Described], known: set[str], name: str
) -> Iterator[Hit]:
    if not described or not _is_plain(function):
        return
    for row in described:
        if said := _disagreement(function, row, name):
            yield Hit(start=row.line, end=row.line, message=said)
    for row in _untaken(function, described, known):
        said = f"describes {row.name!r}, which {name!r} does not take"
        yield Hit(start=row.line, end=row.line, message=said)


def _is_plain(function: Function) -> bool:
    names = {last_name(d.func if isinstance(d, ast.Call) else d) for d in function.decorator_list}
    return names <= _PLAIN


def _untaken(
    function: Function, described: Sequence[Described], known: set[str]
) -> list[Described]:
    """Where none at all is taken, the docstring may be about something else: then only as many
    as are taken are seen, under other names."""
    given = function.args
    taken = {_plain(a.arg) for a in _arguments(function)}
    if given.vararg or given.kwarg or taken & _HOLDERS:
        return []
    others = [row for row in described if _plain(row.name) not in taken]
    own = taken - _OWN
    if len(others) == len(described) and (len(others) != len(own) or own & _LOOSE):
        return []
    known = known | _OWN
    return [row for row in others if _plain(row.name) not in known and _is_name(row.name)]


def _is_name(text: str) -> bool:
    """No word of the language, no heading such as `Returns`, and no type before its name."""
    if not text.isidentifier() or not text[0].islower():
        return False
    return not keyword.iskeyword(text) and text not in _TYPES


def _plain(name: str) -> str:
    return name.replace("_", "").casefold()


def _arguments(function: Function) -> list[ast.arg]:
    given = function.args
    return [*given.posonlyargs, *given.args, *given.kwonlyargs]


def _taken_inside(function: Function) -> set[str]:
    """Parameters of inner functions: a maker of functions may describe what those take."""
    return {_plain(node.arg) for node in ast.walk(function) if isinstance(node, ast.arg)}


def _maker(node: ast.ClassDef) -> Function | None:
    """The only `__init__` of a class that nothing else makes."""
    makers = [s for s in node.body if isinstance(s, ast.FunctionDef) and s.name == "__init__"]
    others = any(isinstance(s, ast.FunctionDef) and s.name == "__new__" for s in node.body)
    plain = not (node.decorator_list or node.keywords or others)
    return makers[0] if plain and len(makers) == 1 else None


def _held(node: ast.ClassDef) -> set[str]:
    """What the class or its objects hold: a docstring may describe that as well."""
    inside = list(ast.walk(node))
    names = {n.id for n in inside if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    names |= {n.attr for n in inside if isinstance(n, ast.Attribute)}
    names |= {n.name for n in node.body if isinstance(n, Function)}
    return {_plain(name) for name in names}


def _disagreement(function: Function, row: Described, name: str) -> str:
    stated = stated_default(row.text)
    if stated is None or not differs(function, row.name, stated):
        return ""
    return f"says that {row.name!r} of {name!r} is {stated!r} by default, which it is not"
