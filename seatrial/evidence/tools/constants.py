"""Whether a call is given nothing but text that the developer wrote: literals, and names that
stand for literals wherever the file binds them.

Words are looked at, nothing is parsed: what is not plainly constant counts as a value.
"""

import io
import re
import tokenize
from collections.abc import Iterator, Sequence

_LITERAL = re.compile(r"[rRbBuU]{0,2}(\"[^\"\\\n]{0,500}\"|'[^'\\\n]{0,500}')\s*(#.*)?")
_FIELD = re.compile(r"\{([^{}]*)\}")
_MOST_LINES = 20_000


def only_constants(lines: Sequence[str], start: int, end: int) -> bool:
    """Whether the first argument of the call in lines `start` to `end` (1-based) is constant."""
    if len(lines) > _MOST_LINES:
        return False
    try:
        names = list(_names_in_first_argument("\n".join(lines[start - 1 : end]).strip()))
    except (tokenize.TokenError, SyntaxError, _NotConstantError):
        return False
    return all(_is_constant(name, lines) for name in names)


class _NotConstantError(Exception):
    """Something other than literals and plain names stands there."""


def _names_in_first_argument(text: str) -> Iterator[str]:
    depth = 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if depth and token.type == tokenize.STRING:
            yield from _names_in_string(token.string)
        elif depth and token.type == tokenize.NAME:
            yield token.string
        elif token.type == tokenize.OP:
            depth += (token.string in "([{") - (token.string in ")]}")
            if depth == 0 or (depth == 1 and token.string == ","):
                if depth or token.string == ")":
                    return
            elif token.string not in "+(" or depth > 1:
                raise _NotConstantError
    raise _NotConstantError


def _names_in_string(literal: str) -> Iterator[str]:
    if "f" not in literal[:2].lower():
        return
    for field in _FIELD.findall(literal):
        if not field.isidentifier():
            raise _NotConstantError
        yield field


def _is_constant(name: str, lines: Sequence[str]) -> bool:
    """Bound somewhere, everywhere to a literal; never a parameter, a loop's or an import's name."""
    word = re.escape(name)
    bound = re.compile(rf"\s*{word}\s*(?::\s*\w+\s*)?=(?!=)\s*(.*)")
    other = re.compile(
        rf"\s*(?:async\s+)?(?:def|for|lambda|global|nonlocal|import|from|with)\b.*\b{word}\b"
        rf"|.*\bas\s+{word}\b|\s*{word}\s*(?:[+%*]=|,|\)|:(?!=))|.*\blambda\b.*\b{word}\b"
        rf"|.*\({word}\s*:=|.*,\s*{word}\s*="
    )
    found = False
    for line in lines:
        if name not in line:
            continue
        binding = bound.match(line[:1000])
        if binding and not _LITERAL.fullmatch(binding[1].strip()):
            return False
        if not binding and other.match(line[:1000]):
            return False
        found = found or binding is not None
    return found
