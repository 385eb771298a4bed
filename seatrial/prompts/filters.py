"""What a regular expression cannot tell of an excerpt, and a few lines of code can.

Each filter is a pure function of the text; a question names those that must all be true before
it is put. They find candidates: whether the code breaks its word is for the model to say.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from seatrial.prompts.figures import figures_of, stated_in
from seatrial.prompts.shapes import SHAPES
from seatrial.prompts.spoken import spoken

_RAISES = re.compile(
    r"(?i)(?<!not )(?<!never )(?<!re-)\b(?:raises?|throws?)\b:?\s+"
    r"\{?(?:(?:an?|the)\s+)?`{0,2}([\w.]+)"
)
_RAISES_WHEN = re.compile(r"(?i)(?<!not )(?<!never )(?<!re-)\braises (?:if|when|unless)\b")
_NAMED = re.compile(r"[A-Z]\w*[a-z]\w*$|[a-z]\w*\.(?:[A-Z]\w+|error)$")
_THROWN = re.compile(r"\b(?:raise|throw|reject|panic)\b")
_OPENS = re.compile(
    r"(?m)\b(?:def|function|func|constructor|fn)\b[^\n(]{0,80}\(|\w\([^()\n]*\)\s*\{"
)
_TAKEN = re.compile(r"[A-Za-z_$][\w$]*")
_DESCRIBED = re.compile(
    r"(?m)^\s*\*?\s*(?::param(?:\s+[\w.\[\]]+)?\s+(\w+)\s*:|@param\s+(?:\{[^}\n]*\}\s*)?\[?(\w+))"
)
_SECTION = re.compile(r"(?m)^(?P<in>[ \t]*)(?:Args|Arguments|Parameters):[ \t]*\n")
_ROW = re.compile(r"([ \t]+)(\w+)(?:\s*\([^)\n]*\))?\s*:\s")
_VALUE = r"(?:-?\d[\d_]*(?:\.\d+)?|True|False|None|true|false|null|\"[^\"\n]*\"|'[^'\n]*')"
_DEFAULT = re.compile(rf"\b(\w+)\s*(?::[^=,()\n]{{1,60}})?=\s*({_VALUE})\s*[,)\n]")
_LITERAL = re.compile(_VALUE)
_BRACKET = re.compile(r"[()]")
_DEEPEST = 6
_LONGEST = 1000  # characters of a signature
_BY_DEFAULT = re.compile(r"(?i)\bdefault")


def number_only_in_prose(text: str) -> bool:
    """A docstring or comment states a number that the code beside it does not hold, in no unit,
    though the code holds others."""
    said = spoken(text)
    held = figures_of(said.code)
    return bool(held) and any(not figure.is_among(held) for figure in stated_in(said.prose))


def raises_only_in_prose(text: str) -> bool:
    """An exception is promised that the code does not name; or one without a name, and nothing
    is raised."""
    said = spoken(text)
    named = {match[1].rstrip(".") for match in _RAISES.finditer(said.prose)}
    named = {name for name in named if _NAMED.match(name)}
    if named:
        return any(not re.search(rf"\b{re.escape(name)}", said.code) for name in named)
    return bool(_RAISES_WHEN.search(said.prose)) and not _THROWN.search(said.code)


def parameter_only_in_prose(text: str) -> bool:
    """A docstring describes a parameter that no signature of the excerpt takes."""
    said = spoken(text)
    taken = " ".join(_signatures(said.code))
    if not taken or re.search(r"\*|\.\.\.|\{", taken):
        return False
    return bool(_described(said.prose) - set(_TAKEN.findall(taken)))


def default_differs_in_prose(text: str) -> bool:
    """A line of prose names a parameter, the word default and a value that is not its default."""
    said = spoken(text)
    defaults = {m[1]: m[2] for taken in _signatures(said.code) for m in _DEFAULT.finditer(taken)}
    return any(
        _gives_another(line, name, value)
        for line in said.prose.splitlines()
        if _BY_DEFAULT.search(line)
        for name, value in defaults.items()
    )


def _gives_another(line: str, name: str, value: str) -> bool:
    if not re.search(rf"\b{re.escape(name)}\b", line):
        return False
    given = {_plain(literal) for literal in _LITERAL.findall(line)}
    return bool(given) and _plain(value) not in given


def _plain(literal: str) -> str:
    return literal.strip("\"'").replace("_", "").lower()


def _described(prose: str) -> set[str]:
    found = {match[1] or match[2] for match in _DESCRIBED.finditer(prose)}
    for section in _SECTION.finditer(prose):
        found |= set(_rows(prose[section.end() :], len(section["in"])))
    return found


def _rows(below: str, margin: int) -> Iterator[str]:
    """Names at the first depth under a heading, until the text is no deeper than the heading."""
    depth = 0
    for line in below.splitlines():
        indent = len(line) - len(line.lstrip())
        if line.strip() and indent <= margin:
            return
        row = _ROW.match(line)
        depth = depth or indent
        if row and indent == depth:
            yield row[2]


def _signatures(code: str) -> Iterator[str]:
    """What stands between the brackets of each definition, with `)` at its end."""
    for match in _OPENS.finditer(code):
        start = code.index("(", match.start())
        depth = 0
        for bracket in _BRACKET.finditer(code, start, start + _LONGEST):
            depth += 1 if bracket[0] == "(" else -1
            if not depth:
                yield code[start + 1 : bracket.end()]
            if not 0 < depth < _DEEPEST:
                break


FILTERS: Mapping[str, Callable[[str], bool]] = {
    **SHAPES,
    "number-only-in-prose": number_only_in_prose,
    "raises-only-in-prose": raises_only_in_prose,
    "parameter-only-in-prose": parameter_only_in_prose,
    "default-differs-in-prose": default_differs_in_prose,
}
