"""Writes planted code as the file around it is written: indentation, quotes, semicolons."""

import re
import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_QUOTED = frozenset({"python", "javascript", "typescript"})
_SCRIPTS = frozenset({"javascript", "typescript"})
_LEADING = re.compile(r"[ \t]*")
_NARROW = 79


@dataclass(frozen=True)
class Style:
    """How one file is written; templates are written with four spaces, `"` and `;`."""

    unit: str
    single: bool
    bare: bool
    width: int

    def written(self, template: str, indent: str) -> list[str]:
        """The lines of `template`, indented by `indent`."""
        text = textwrap.dedent(template).strip("\n")
        if self.single and "'" not in text:
            text = text.replace('"', "'")
        lines = [self._line(line) for line in text.split("\n")]
        return [indent + line if line else "" for line in lines]

    def _line(self, line: str) -> str:
        body = line.lstrip(" ")
        depth, rest = divmod(len(line) - len(body), 4)
        body = body.removesuffix(";") if self.bare else body
        return self.unit * depth + " " * rest + body


def style_of(lines: Sequence[str], language: str) -> Style:
    text = "\n".join(lines)
    ended = sum(line.rstrip().endswith(";") for line in lines)
    return Style(
        unit=_unit(lines, "\t" if language == "go" else "    "),
        single=language in _QUOTED and text.count("'") > text.count('"'),
        bare=language in _SCRIPTS and ended * 20 < len(lines),
        width=max(_NARROW, *map(len, lines), 0),
    )


def _unit(lines: Sequence[str], usual: str) -> str:
    """What one step of indentation is: the commonest growth from a line to the next."""
    steps = Counter[str]()
    before = ""
    for line in lines:
        if line.strip():
            indent = _LEADING.match(line)[0]  # type: ignore[index]  # it always matches
            if indent.startswith(before) and indent[len(before) :] in ("\t", "  ", "    "):
                steps[indent[len(before) :]] += 1
            before = indent
    return min(steps, key=lambda step: (-steps[step], step)) if steps else usual
