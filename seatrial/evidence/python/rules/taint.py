"""Where a value comes from, as far as the function that uses it shows.

Only what surely comes from a caller is called foreign: a parameter or the request, or what was
taken out of one without being checked. Everything else is given the benefit of the doubt.
"""

import ast
import re
from collections.abc import Sequence

from seatrial.evidence.python.parsed import Function, dotted, last_name
from seatrial.evidence.python.rules.pasting import Position

_REQUEST = re.compile(r"(self\.|flask\.)?request\.(args|form|values|json|GET|POST|params|query\w*)")
_ORDINARY = frozenset("int float bool date datetime UUID Literal Decimal Enum timedelta".split())
# A parameter so named carries SQL that the project itself wrote, or a number.
_SQL_FRAGMENT = re.compile(
    r"where|claus|cond|sql|quer|stat|column|cols?\b|col_|field|table|schema|database|index|view"
    r"|placeholder|join|select|fragment|stmt|predicate|prefix|suffix|filter|expr|limit|offset"
    r"|count|size|days|hours|year|keys|names|attr|dialect|model|relation|cte|alias|cls|type|kind",
    re.IGNORECASE,
)
_CHECKS = frozenset({"isidentifier", "isdigit", "isdecimal", "isnumeric", "isalnum", "isalpha",
    "match", "fullmatch", "isinstance"})  # fmt: skip
_KEEPS_TEXT = frozenset({"strip", "lower", "upper", "lstrip", "rstrip", "format", "get", "title",
    "str", "decode", "pop", "getlist", "get_argument", "replace_all"})  # fmt: skip
_MOST_STEPS = 20


class Origins:
    """The origins of names in one function."""

    def __init__(self, function: Function, nodes: Sequence[ast.AST]) -> None:
        self._assigned = _assignments(nodes)
        self._checked = _checked_names(nodes)
        self._parameters = {} if _is_private(function) else _parameters(function)

    def is_foreign(self, node: ast.expr, position: Position) -> bool:
        """Whether a caller decides what `node` pastes at `position`."""
        if position is Position.OTHER:
            return False
        quoted = position is Position.QUOTED
        names, foreign = self._sources(node, quoted=quoted)
        seen: set[str] = set()
        while names and not foreign:
            name = names.pop()
            foreign = self._is_foreign_parameter(name, quoted=quoted)
            values = () if name in seen or name in self._checked else self._assigned.get(name, ())
            seen.add(name)
            for value in values:
                more, found = self._sources(value, quoted=quoted) if value else ((), False)
                names, foreign = [*names, *more], foreign or found
        return foreign

    def _sources(self, node: ast.expr, *, quoted: bool) -> tuple[list[str], bool]:
        """The name that `node` was taken from, if any, and whether it is the request's own."""
        if _REQUEST.match(dotted(_outermost(node))):
            return [], True
        for _ in range(_MOST_STEPS):
            match node:
                case ast.Name(id=name):
                    return [name], False
                case ast.Call(func=ast.Name(id="str"), args=[inner]):
                    node = inner
                case ast.Call(func=ast.Attribute(value=inner, attr=m)) if m in _KEEPS_TEXT:
                    node = inner
                case ast.Subscript(value=inner, slice=ast.Constant(value=str())) if quoted:
                    node = inner
                case ast.Attribute(value=inner) if quoted:
                    node = inner
                case _:
                    break
        return [], False

    def _is_foreign_parameter(self, name: str, *, quoted: bool) -> bool:
        if name not in self._parameters or name in self._checked:
            return False
        if self._assigned.get(name) and not self._keeps_itself(name):
            return False
        return quoted or not _SQL_FRAGMENT.search(name)

    def _keeps_itself(self, name: str) -> bool:
        """`town = town.strip()`: still what the caller gave."""
        values = [v for v in self._assigned[name] if v]
        return all(name in self._sources(v, quoted=True)[0] for v in values)


def _outermost(node: ast.expr) -> ast.expr:
    """`request.args` for `request.args["x"]` and `request.args.get("x")`."""
    for _ in range(_MOST_STEPS):
        if isinstance(node, ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            break
    return node


def _assignments(nodes: Sequence[ast.AST]) -> dict[str, list[ast.expr | None]]:
    """Values by name; None stands for a value that is not looked at, as in a loop."""
    found: dict[str, list[ast.expr | None]] = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    plain = isinstance(target, ast.Name)
                    for name in _names(target):
                        found.setdefault(name, []).append(value if plain else None)
            case ast.AnnAssign(target=ast.Name(id=name), value=value):
                found.setdefault(name, []).append(value)
            case ast.For(target=target) | ast.AsyncFor(target=target):
                for name in _names(target):
                    found.setdefault(name, []).append(None)
            case ast.comprehension(target=target):
                for name in _names(target):
                    found.setdefault(name, []).append(None)
    return found


def _names(target: ast.expr) -> list[str]:
    return [n.id for n in ast.walk(target) if isinstance(n, ast.Name)]


def _checked_names(nodes: Sequence[ast.AST]) -> set[str]:
    """Names that the function compares with a collection or tests by a pattern or a type."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn | ast.Eq):
            found.update(_names(node.left))
        elif isinstance(node, ast.Call) and last_name(node.func) in _CHECKS:
            for part in (node.func, *node.args):
                found.update(_names(part))
        elif isinstance(node, ast.Call) and _sounds_like_check(last_name(node.func)):
            for part in node.args:
                found.update(_names(part))
    return found


def _sounds_like_check(name: str) -> bool:
    return bool(re.match(r"_*(check|valid|sanit|assert|ensure|quote|escape|verif)", name, re.I))


def _is_private(function: Function) -> bool:
    """Its callers are known to the module: what they pass is the project's own choice."""
    return function.name.startswith("_")


def _parameters(function: Function) -> dict[str, ast.arg]:
    given = function.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    defaults = {
        argument.arg: default
        for argument, default in zip(
            reversed([*given.posonlyargs, *given.args]), reversed(given.defaults), strict=False
        )
    }
    return {
        a.arg: a
        for a in every
        if a.arg not in {"self", "cls"}
        and not _is_ordinary(a.annotation)
        and not _is_number(defaults.get(a.arg))
    }


def _is_ordinary(annotation: ast.expr | None) -> bool:
    """Annotated as something that cannot carry SQL."""
    named = {last_name(n) for n in ast.walk(annotation)} if annotation else set()
    return not named.isdisjoint(_ORDINARY)


def _is_number(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)
