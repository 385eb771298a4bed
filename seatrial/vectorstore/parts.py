"""Rows of a file that belong together, packed into spans that the embedder can take whole.

A part is divided while it is too heavy and joined with its neighbour while both are light. Parts
follow one another without gap or overlap, so every line of a file lands in exactly one span.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import NamedTuple

# MiniLM takes 254 tokens between its marks; the rest is left for the path and symbol that are
# embedded with the text.
MOST_TOKENS = 200
FEW_TOKENS = 60
_LONGEST_SYMBOL = 200


class Span(NamedTuple):
    """Lines `start` to `end`, 1-based and inclusive."""

    start: int
    end: int
    symbol: str
    kind: str


@dataclass(frozen=True)
class Part:
    """Rows `start` to `end`, 0-based and inclusive. `inside` gives the parts it consists of."""

    start: int
    end: int
    symbols: tuple[str, ...] = ()
    kind: str = "text"
    inside: Callable[[], "Sequence[Part]"] | None = None

    @property
    def span(self) -> Span:
        return Span(
            self.start + 1, self.end + 1, ", ".join(self.symbols)[:_LONGEST_SYMBOL], self.kind
        )


class Rows:
    """The lines of one file, and how many tokens any run of them has."""

    def __init__(self, lines: Sequence[str], tokens: Sequence[int]) -> None:
        self.lines = lines
        self._sums = [0, *accumulate(tokens)]

    def weight(self, part: Part) -> int:
        return self._sums[part.end + 1] - self._sums[part.start]

    def heavy(self, part: Part) -> bool:
        return self.weight(part) > MOST_TOKENS

    def blank(self, row: int) -> bool:
        return not self.lines[row].strip()

    def indent(self, row: int) -> int:
        return len(self.lines[row]) - len(self.lines[row].lstrip())


def pack(parts: Sequence[Part], rows: Rows) -> list[Part]:
    """`parts` as few and as whole as the limit allows."""
    packed: list[Part] = []
    for part in parts:
        pieces = divide(part, rows) if rows.heavy(part) else [part]
        if packed and _joins(packed[-1], pieces[0], rows):
            pieces[0] = _join(packed.pop(), pieces[0])
        packed.extend(pieces)
    return packed


def divide(part: Part, rows: Rows) -> list[Part]:
    """Pieces of a part that is too heavy: at its own seams, else at the best lines."""
    inner = part.inside() if part.inside else ()
    if not inner:
        return _cut(part, rows)
    named = [i if i.symbols else replace(i, symbols=part.symbols, kind=part.kind) for i in inner]
    return divide(named[0], rows) if len(named) == 1 else pack(named, rows)


def _joins(left: Part, right: Part, rows: Rows) -> bool:
    both = Part(left.start, right.end)
    if rows.heavy(both):
        return False
    if left.symbols == right.symbols:
        return True
    return min(rows.weight(left), rows.weight(right)) < FEW_TOKENS


def _join(left: Part, right: Part) -> Part:
    symbols = tuple(dict.fromkeys(left.symbols + right.symbols))
    kind = left.kind if left.symbols or not right.symbols else right.kind
    return Part(left.start, right.end, symbols, kind)


def _cut(part: Part, rows: Rows) -> list[Part]:
    """Pieces as long as fit, each begun after a blank line or at the least indented one."""
    pieces, start = [], part.start
    while start <= part.end:
        stop = _first_that_does_not_fit(start, part, rows)
        if stop <= part.end:
            stop = _best_seam(start, stop, rows)
        pieces.append(replace(part, start=start, end=stop - 1, inside=None))
        start = stop
    return pieces


def _first_that_does_not_fit(start: int, part: Part, rows: Rows) -> int:
    """The row after the last that fits; a single row always does."""
    stop = start + 1
    while stop <= part.end and not rows.heavy(Part(start, stop)):
        stop += 1
    return stop


def _best_seam(start: int, stop: int, rows: Rows) -> int:
    """The row in the second half of what fits that reads best as a beginning; late ones first."""
    candidates = [r for r in range((start + stop + 1) // 2, stop + 1) if not rows.blank(r)]
    if not candidates:
        return stop
    return min(candidates, key=lambda r: (not rows.blank(r - 1), rows.indent(r), -r))
