"""Which lines of a file's new text are not as they were: a patience difference.

Lines that stand once in both texts are the anchors, in their longest common order; between two
anchors the same again. Where there is none, every line counts as changed: too many rather than
too few. The cost is bounded by n log n a level, whatever the text (Cohen's patience diff).
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

Lines = Sequence[str]
Span = tuple[int, int]
_Block = tuple[int, int, int, int]


def changed_lines(old: Lines, new: Lines) -> list[Span]:
    """1-based inclusive ranges of `new`. A removal counts for the lines on both its sides."""
    changed: set[int] = set()
    todo: list[_Block] = [(0, len(old), 0, len(new))]
    while todo:
        block = _trimmed(old, new, todo.pop())
        a, a_end, b, b_end = block
        if a == a_end and b == b_end:
            continue
        anchors = _anchors(old[a:a_end], new[b:b_end])
        if anchors:
            todo += _between(block, anchors)
        elif b == b_end:
            changed.update(n for n in (b - 1, b) if 0 <= n < len(new))
        else:
            changed.update(range(b, b_end))
    return list(_spans(sorted(changed)))


def _trimmed(old: Lines, new: Lines, block: _Block) -> _Block:
    """Without the equal lines at its begin and its end."""
    a, a_end, b, b_end = block
    while a < a_end and b < b_end and old[a] == new[b]:
        a, b = a + 1, b + 1
    while a < a_end and b < b_end and old[a_end - 1] == new[b_end - 1]:
        a_end, b_end = a_end - 1, b_end - 1
    return a, a_end, b, b_end


def _anchors(old: Lines, new: Lines) -> list[tuple[int, int]]:
    """Pairs of places of lines that stand once in each, rising in both."""
    once_old, once_new = _once(old), _once(new)
    pairs = [(once_old[line], n) for line, n in once_new.items() if line in once_old]
    tails: list[int] = []
    heads: list[int] = []
    before: list[int] = []
    for n, (place, _) in enumerate(pairs):
        at = bisect_left(tails, place)
        before.append(heads[at - 1] if at else -1)
        tails[at : at + 1], heads[at : at + 1] = [place], [n]
    chain, step = [], heads[-1] if heads else -1
    while step >= 0:
        chain.append(pairs[step])
        step = before[step]
    return chain[::-1]


def _once(lines: Lines) -> dict[str, int]:
    """The lines that stand there once, in order, with their places."""
    counted = Counter(lines)
    return {line: n for n, line in enumerate(lines) if counted[line] == 1}


def _between(block: _Block, anchors: Sequence[tuple[int, int]]) -> Iterator[_Block]:
    a, a_end, b, b_end = block
    left, right = a, b
    for old, new in anchors:
        yield left, a + old, right, b + new
        left, right = a + old + 1, b + new + 1
    yield left, a_end, right, b_end


def _spans(places: Sequence[int]) -> Iterator[Span]:
    """Runs of following places, as 1-based inclusive ranges."""
    start = 0
    for n, place in enumerate(places):
        if n + 1 == len(places) or places[n + 1] != place + 1:
            yield places[start] + 1, place + 1
            start = n + 1
