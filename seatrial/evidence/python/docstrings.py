"""The parameters that a docstring describes, in the styles of Google, Sphinx and NumPy.

Precision first: a section counts only at the margin of the docstring and only when each of its
rows is one, so that prose below "Args:" describes nothing.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seatrial.evidence.python.parsed import Function, text_of

_LONGEST = 400  # characters of a line; the rest is not looked at
_FIELD = re.compile(
    r":(?:param|parameter|arg|argument)[ ]{1,3}(?:([^:]{1,120})[ ]{1,3})?\\?\*{0,2}(\w{1,80})"
    r"[ ]{0,3}:(.*)"
)
_GOOGLE = re.compile(r"(?:Args|Arguments|Parameters):\s*$")
_GOOGLE_ROW = re.compile(r"\\?\*{0,2}(\w{1,80})[ ]{0,3}(\([^\n]{0,300}?\))?[ ]{0,3}:(?:[ ](.*)|$)")
_RULE = re.compile(r"-{3,}\s*$")
_NUMPY_ROW = re.compile(r"((?:\\?\*{0,2}\w{1,80}(?:,[ ]?|(?=[ :]|$))){1,9})[ ]{0,3}(?::(.*))?$")
_NAME = re.compile(r"\w+")
# Says of another function what it takes.
_DIRECTIVE = re.compile(r"\.\.[ ](?:py:|c:|cpp:|js:)?(?:function|method|class|attribute|option)::")


@dataclass(frozen=True)
class Described:
    """A parameter, all that is said of it, and where: the line in its file."""

    name: str
    text: str
    line: int


def described_in(node: Function | ast.ClassDef) -> list[Described]:
    """In the order of the docstring; none when there is no docstring, or one of other functions."""
    literal = _docstring(node)
    text = text_of(literal)
    if literal is None or text is None or _DIRECTIVE.search(text):
        return []
    lines = _at_margin(text)
    rows = [*_fields(lines), *_google(lines), *_numpy(lines)]
    # A docstring with escaped line ends has other lines than its file.
    aligned = len(lines) == (literal.end_lineno or 0) - literal.lineno + 1
    return [
        Described(name, said, literal.lineno + (at if aligned else 0)) for name, said, at in rows
    ]


def _docstring(node: Function | ast.ClassDef) -> ast.Constant | None:
    first = node.body[0]
    value = first.value if isinstance(first, ast.Expr) else None
    return value if isinstance(value, ast.Constant) else None


def _at_margin(text: str) -> list[str]:
    """As `inspect.cleandoc`, with every line kept."""
    first, *rest = text.expandtabs().split("\n")
    margin = min((_depth(line) for line in rest if line.strip()), default=0)
    return [first.strip(), *(line[margin:][:_LONGEST].rstrip() for line in rest)]


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _below(lines: Sequence[str], start: int, depth: int) -> str:
    """What is said further on lines that are deeper than `depth`."""
    said: list[str] = []
    for line in lines[start:]:
        if not line or _depth(line) <= depth:
            break
        said.append(line.strip())
    return " ".join(said)


def _fields(lines: Sequence[str]) -> Iterator[tuple[str, str, int]]:
    for at, line in enumerate(lines):
        if row := _FIELD.match(line):
            kind, name, said = row.groups(default="")
            if not kind.endswith(","):  # `:param x, y:` is meant for two
                yield name, f"{said} {_below(lines, at + 1, 0)}", at


def _google(lines: Sequence[str]) -> Iterator[tuple[str, str, int]]:
    for start, line in enumerate(lines):
        if _GOOGLE.match(line):
            yield from _google_rows(lines, start + 1)


def _google_rows(lines: Sequence[str], start: int) -> list[tuple[str, str, int]]:
    """Nothing if one row of the section is none."""
    found: list[tuple[str, str, int]] = []
    depth = 0
    for at, line in enumerate(lines[start:], start):
        if line and not _depth(line):
            break
        depth = depth or _depth(line)
        if line and _depth(line) <= depth:
            row = _GOOGLE_ROW.match(line.strip())
            if row is None or _depth(line) < depth:
                return []
            name, kind, said = row.groups(default="")
            found.append((name, f"{kind} {said} {_below(lines, at + 1, depth)}", at))
    return found


def _numpy(lines: Sequence[str]) -> Iterator[tuple[str, str, int]]:
    for start in range(len(lines) - 1):
        if lines[start] == "Parameters" and _RULE.match(lines[start + 1]):
            yield from _numpy_rows(lines, start + 2)


def _numpy_rows(lines: Sequence[str], start: int) -> list[tuple[str, str, int]]:
    found: list[tuple[str, str, int]] = []
    for at, line in enumerate(lines[start:], start):
        if at + 1 < len(lines) and _RULE.match(lines[at + 1]):
            break
        if line and not _depth(line):
            row = _NUMPY_ROW.match(line)
            if row is None:
                return []
            said = f"{row[2] or ''}. {_below(lines, at + 1, 0)}"
            found += [(name, said, at) for name in _NAME.findall(row[1])]
    return found
