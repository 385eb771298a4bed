"""The place of what is missing: the function, block, stage or file that lacks it."""

import re
from collections.abc import Sequence

from seatrial.trial.kinds import Extent
from seatrial.trial.syntax import Function

_STAGE = re.compile(r"FROM\s", re.IGNORECASE)


def extent_of(
    extent: Extent, lines: Sequence[str], functions: Sequence[Function], start: int, end: int
) -> tuple[int, int]:
    """First and last line (1-based) of what holds the lines `start` to `end`."""
    match extent:
        case Extent.FUNCTION:
            around = [(f.start, f.end) for f in functions if f.start <= start and end <= f.end]
            return min(around, key=lambda span: span[1] - span[0], default=(start, end))
        case Extent.BLOCK:
            return _block(lines, start, end)
        case Extent.STAGE:
            return _stage(lines, start, end)
        case Extent.FILE:
            return 1, len(lines)
        case Extent.LINES:
            return start, end


def _block(lines: Sequence[str], start: int, end: int) -> tuple[int, int]:
    """From the nearest line above that is indented less, to the last one that is more."""
    depth = _depth(lines[start - 1])
    first = start
    while first > 1 and not (_is_code(lines[first - 1]) and _depth(lines[first - 1]) < depth):
        first -= 1
    head, last = _depth(lines[first - 1]), end
    for number in range(end + 1, len(lines) + 1):
        if _is_code(lines[number - 1]):
            if _depth(lines[number - 1]) <= head:
                break
            last = number
    return first, last


def _stage(lines: Sequence[str], start: int, end: int) -> tuple[int, int]:
    starts = [n for n, line in enumerate(lines, 1) if _STAGE.match(line)]
    first = max((n for n in starts if n <= start), default=1)
    return first, min((n - 1 for n in starts if n > end), default=len(lines))


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_code(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")
