"""What a document really tells: its sections, and how many words stand under each heading.

Words that only keep a place (lorem ipsum, TODO, "coming soon") tell nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

FILLER = re.compile(
    r"lorem ipsum|dolor sit amet|consectetur adipisc|sed do eiusmod|ut enim ad minim"
    r"|\b(TODO|TBD|TBA|FIXME)\b|(?i:\bcoming soon\b|\bto be (written|done|added|completed)\b"
    r"|\bunder construction\b|\binsert \w+ here\b|\bfill (this )?in\b)"
)
# A text without any of these holds no filler; most do.
_TRACES = (
    *("lorem ipsum", "dolor sit", "consectetur", "eiusmod", "ad minim", "todo", "tbd", "tba"),
    *("fixme", "coming soon", "to be written", "to be done", "to be added", "to be completed"),
    *("under construction", "insert ", "fill in", "fill this in", "username/"),
)
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*)|(={1,6})\s+(\S.*)")
_UNDERLINE = re.compile(r"([=~^*+\"#-])\1{2,}\s*")
_LEVELS = {"=": 1, "-": 2}
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_TARGET = re.compile(r"\]\([^()]{0,500}\)|<[^<>]{1,300}>")
_WORD = re.compile(r"[^\W_][^\s|]*")


@dataclass(frozen=True)
class Section:
    """A heading at `line` and what stands under it, deeper headings included. `words` counts
    what tells something; headings do not."""

    title: str
    line: int
    end: int
    words: int


def sections(lines: Sequence[str]) -> list[Section]:
    """Every section of a document in Markdown, reStructuredText or AsciiDoc."""
    heads = [*_headings(lines), (len(lines) + 1, 0, "")]
    found: list[Section] = []
    waiting: list[tuple[int, int, str, int]] = []  # line, level, title, words so far
    for (line, level, title), (following, next_level, _) in zip(heads, heads[1:], strict=False):
        words = sum(telling(text) for text in lines[line : following - 1])
        waiting = [(at, deep, name, n + words) for at, deep, name, n in waiting]
        waiting.append((line, level, title, words))
        while waiting and waiting[-1][1] >= next_level:
            at, _, name, count = waiting.pop()
            found.append(Section(name, at, following - 1, count))
    return sorted(found, key=lambda section: section.line)


def _headings(lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Line, level and title; what looks like a heading inside a fence is none."""
    fenced = False
    for number, line in enumerate(lines, 1):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and (found := _HEADING.match(line[:500])):
            yield number, len(found[1] or found[3]), (found[2] or found[4] or "").strip(" #=")
        elif not fenced and number < len(lines) and _is_underlined(line, lines[number]):
            yield number, _LEVELS.get(lines[number].strip()[0], 3), line.strip()


def _is_underlined(line: str, below: str) -> bool:
    text = line.strip()
    return bool(
        text
        and not text.startswith(("|", ">", "- ", "* "))
        and _UNDERLINE.fullmatch(below)
        and len(below.strip()) >= min(len(text), 3)
        and not _UNDERLINE.fullmatch(text)
    )


def may_hold_filler(text: str) -> bool:
    """A quick look: False is certain."""
    lower = text.lower()
    return any(trace in lower for trace in _TRACES)


def telling(line: str) -> int:
    """How many words of `line` tell something: none of one that only keeps a place."""
    plain = line[:2000]
    if (may_hold_filler(plain) and FILLER.search(plain)) or _UNDERLINE.fullmatch(plain):
        return 0
    if "](" in plain or "<" in plain:
        plain = _TARGET.sub(" ", plain)
    return len(_WORD.findall(plain))
