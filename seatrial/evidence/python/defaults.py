"""The default that a docstring states for a parameter, against the one that the signature gives.

Only literals, and only where the signature's is the default: not where the body puts another
value in the place of one that was not given.
"""

import ast
import re
from collections.abc import Iterator

from seatrial.evidence.python.parsed import Function

_VALUE = r"-?\d[\w.]{0,20}(?:e-?\d{1,3})?|True|False|None|'[^'\n]{0,40}'|\"[^\"\n]{0,40}\""
# At the start of a statement or in brackets of its own; no unit, clause or choice behind it.
_STATED = re.compile(
    r"(?:^|[.;,(\[]|\boptional|[ ]-|\b[Ww]hich|\b[Ii]t)[ ]{0,2}(?:[Tt]he[ ])?"
    r"[Dd]efault(?:s|ed)?(?:[ ]value)?"
    r"(?:[ ](?:to|is)|[ ]?[:=])?[ ]{0,2}`{0,2}(" + _VALUE + r")`{0,2}"
    r"(?=[ ]{0,2}(?:[;)\]]|\.?$|\.[ ][A-Z]|,[ ]optional))"
)
_WORD = re.compile(r"default", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:if|when|unless|otherwise|depend|while)\b", re.IGNORECASE)
_LONGEST = 1500


def stated_default(text: str) -> object:
    """The literal of the one statement of a default in `text`; None when there is no such, too."""
    text = " ".join(text[:_LONGEST].split())
    found = _STATED.search(text)
    if found is None or len(_WORD.findall(text)) != 1:
        return None
    bracketed = text[found.start()] in "(["
    sentence = re.split(r"[.;](?: |$)", text[: found.start() + 1])[-1]
    if not bracketed and _CONDITION.search(sentence):
        return None
    try:
        return ast.literal_eval(found[1].rstrip("."))
    except (ValueError, SyntaxError):
        return None


def differs(function: Function, name: str, stated: object) -> bool:
    """Whether the default of `name` is a literal of the same kind and another value."""
    default = _default(function, name)
    if not isinstance(default, ast.Constant | ast.UnaryOp) or _is_replaced(function, name):
        return False
    try:
        given = ast.literal_eval(default)
    except ValueError:
        return False
    return _is_another(given, stated)


def _is_another(given: object, stated: object) -> bool:
    """A number below zero or an empty text often stands for what is not given."""
    match given, stated:
        case bool(), bool():
            return given is not stated
        case str(), str() if given and stated:
            return _is_plain(given + stated) and given.casefold() != stated.casefold()
        case (bool(), _) | (_, bool()):
            return False
        case ((int() | float()), (int() | float())):
            return given != stated and given >= 0
    return False


def _is_plain(text: str) -> bool:
    """A line end may be escaped once in the code and once more, or not at all, in the docstring."""
    return text.isprintable() and "\\" not in text


def _default(function: Function, name: str) -> ast.expr | None:
    given = function.args
    plain = [*given.posonlyargs, *given.args]
    late = dict(zip((a.arg for a in reversed(plain)), reversed(given.defaults), strict=False))
    named = {a.arg: d for a, d in zip(given.kwonlyargs, given.kw_defaults, strict=True) if d}
    return {**late, **named}.get(name)


def _is_replaced(function: Function, name: str) -> bool:
    """Bound again, or given up for another value: the default stands for one that is not given."""
    return any(name in _given_up(node) for node in ast.walk(function))


def _given_up(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store()):
            yield name
        case ast.BoolOp(op=ast.Or(), values=[ast.Name(id=name), *_]):
            yield name
        case ast.IfExp(test=test):
            yield from (n.id for n in ast.walk(test) if isinstance(n, ast.Name))
