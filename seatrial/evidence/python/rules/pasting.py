"""Takes a string expression apart: what is literal text, and what is pasted into it."""

import ast
import re
from string import Formatter

from seatrial.evidence.sql import Position, position_after

__all__ = ["Position", "parts_of", "pasted_at"]

Part = str | ast.expr
_PERCENT = re.compile(r"%(\(\w+\))?[-#0 +]?[\d*]*(?:\.\d+)?([diouxXeEfFgGcrsa%])")
_MOST_PARTS = 500


def parts_of(node: ast.expr) -> list[Part]:
    """Literal text and pasted expressions, in order; `[node]` when it is no built string."""
    todo, parts = [node], list[Part]()
    while todo and len(parts) < _MOST_PARTS:
        match todo.pop():
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                todo += [right, left]
            case ast.JoinedStr(values=values):
                todo += reversed(values)
            case ast.Constant(value=str(text)):
                parts.append(text)
            case ast.FormattedValue() as pasted:
                parts.extend(_formatted(pasted))
            case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str(text)), right=right):
                parts.extend(_percent(text, right))
            case (
                ast.Call(
                    func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format")
                ) as call
            ):
                parts.extend(_format(text, call))
            case other:
                parts.append(other)
    return parts


def _formatted(pasted: ast.FormattedValue) -> list[Part]:
    """A format such as `:d` refuses anything but a number."""
    spec = pasted.format_spec
    text = spec.values[0] if isinstance(spec, ast.JoinedStr) and spec.values else None
    if isinstance(text, ast.Constant) and str(text.value)[-1:] in tuple("dfgeEnxX"):
        return ["0"]
    return [pasted.value]


def _percent(text: str, given: ast.expr) -> list[Part]:
    values = list(given.elts) if isinstance(given, ast.Tuple) else [given]
    named = _named(given)
    parts: list[Part] = []
    end = 0
    for match in _PERCENT.finditer(text):
        parts.append(text[end : match.start()])
        end = match.end()
        if match[2] == "%":
            parts.append("%")
        elif match[1]:
            parts.append(named.get(match[1][1:-1], "?") if match[2] in "rsa" else "0")
        elif values:
            value = values.pop(0)
            parts.append(value if match[2] in "rsa" else "0")
    return [*parts, text[end:]]


def _named(given: ast.expr) -> dict[str, Part]:
    if not isinstance(given, ast.Dict):
        return {}
    return {
        key.value: value
        for key, value in zip(given.keys, given.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }


def _format(text: str, call: ast.Call) -> list[Part]:
    given: dict[str, Part] = {str(i): value for i, value in enumerate(call.args)}
    given.update({k.arg: k.value for k in call.keywords if k.arg})
    parts: list[Part] = []
    try:
        fields = list(Formatter().parse(text))
    except ValueError:
        return [text]
    for i, (literal, field, _, _) in enumerate(fields):
        parts.append(literal)
        if field is not None:
            name = re.split(r"[.\[]", field, maxsplit=1)[0] or str(i)
            parts.append(given.get(name, "?"))
    return parts


def pasted_at(parts: list[Part], index: int) -> Position:
    """Where the part at `index` stands, by the text before it."""
    before = parts[index - 1] if index else ""
    return position_after(before if isinstance(before, str) else "")
