"""What an excerpt says of itself, apart from what it does: docstrings and comments on one side,
code on the other. Python and languages with `//` and `/* */`; roughly, and without a parser,
because an excerpt need not be whole."""

import re
from dataclasses import dataclass
from functools import lru_cache

_PROSE = re.compile(
    r'(?ms)^[ \t]*[rR]?"""(?P<double>.*?)"""'
    r"|^[ \t]*[rR]?'''(?P<single>.*?)'''"
    r"|/\*(?P<block>.*?)\*/"
    r"|(?:^|(?<=[\s;,{(\[]))(?:#(?![!\[])|//+)(?P<line>[^\n]*)"
    r"|(?P<string>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')"
)
_OPENED_AFTER = re.compile(r"(?:^|[:=(,\[{+%]|\breturn|\b[bBfFrRuU]{1,2})$")
_MOST = 8000
"""Characters. An excerpt has fewer: what comes after is dropped, and hostile text costs little."""


@dataclass(frozen=True)
class Spoken:
    """`prose` without its marks, `code` with the prose cut out; lines stay lines."""

    prose: str
    code: str


@lru_cache(maxsize=4)  # one excerpt is looked at by sixty questions in a row
def spoken(text: str) -> Spoken:
    """`text` divided. A string that is a value belongs to the code."""
    prose = []

    def cut(match: re.Match[str]) -> str:
        if match["string"] is not None:
            return match[0]
        prose.append(next(part for part in match.groups() if part is not None))
        return "\n" * match[0].count("\n")

    code = _PROSE.sub(cut, _closed(text[:_MOST]))
    return Spoken("\n".join(prose), code)


def _closed(text: str) -> str:
    """`text` that begins or ends within a docstring with the quotes that stand outside it."""
    if text.count('"""') % 2 == 0:
        return text
    before = text[: text.index('"""')].rstrip()
    return f'{text}"""' if _OPENED_AFTER.search(before) else f'"""{text}'
