"""Blocks of lines that stand in two places, found in time that grows with the text.

Every twentieth-line window at a fixed stride is remembered by its hash, every window is looked
up (Karp and Rabin, 1987): a run of thirty equal lines holds a remembered window. What the hash
says is then compared line by line.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

WINDOW = 20
STRIDE = 10
_BASE = 1_000_003
_PRIME = (1 << 61) - 1


@dataclass(frozen=True)
class Text:
    """The lines of a file that count, each with its number."""

    path: str
    lines: tuple[str, ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Repeat:
    """`length` counted lines from index `at` of `text` are those from `earlier_at` of `earlier`."""

    text: Text
    at: int
    earlier: Text
    earlier_at: int
    length: int


def repeats(texts: Iterable[Text], least: int) -> Iterator[Repeat]:
    """Runs of at least `least` equal lines; each line of the later place is told once."""
    known: dict[int, tuple[Text, int]] = {}
    numbers: dict[str, int] = {}
    for text in texts:
        ids = [numbers.setdefault(line, len(numbers) + 1) for line in text.lines]
        told = 0
        for at, code in enumerate(_hashes(ids)):
            if at >= told and code in known:
                found = _grown(text, at, *known[code])
                if found.length >= least:
                    yield found
                    told = found.at + found.length
            if at % STRIDE == 0:
                known.setdefault(code, (text, at))


def _hashes(ids: list[int]) -> Iterator[int]:
    """The hash of each window, from the first to the last."""
    if len(ids) < WINDOW:
        return
    top = pow(_BASE, WINDOW - 1, _PRIME)
    code = 0
    for number in ids[:WINDOW]:
        code = (code * _BASE + number) % _PRIME
    yield code
    for old, new in zip(ids, ids[WINDOW:], strict=False):
        code = ((code - old * top) * _BASE + new) % _PRIME
        yield code


def _grown(text: Text, at: int, earlier: Text, earlier_at: int) -> Repeat:
    """The whole run around a window; of a file with itself it ends where it meets itself."""
    start, other = at, earlier_at
    same = text is earlier
    while start and other and text.lines[start - 1] == earlier.lines[other - 1]:
        start, other = start - 1, other - 1
    length = 0
    most = min(len(text.lines) - start, len(earlier.lines) - other)
    most = min(most, start - other) if same else most
    while length < most and text.lines[start + length] == earlier.lines[other + length]:
        length += 1
    return Repeat(text, start, earlier, other, length)
