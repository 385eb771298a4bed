"""Prose divided at its headings (Markdown, reStructuredText, AsciiDoc), settings at `[section]`."""

import re
from collections.abc import Mapping

from seatrial.vectorstore.parts import Part, Rows

_MARKED = re.compile(r"(#{1,6}|={1,6})[ \t]+(\S.*)")
_UNDERLINE = re.compile(r"([=\-~^*+#\"'`])\1{2,}\s*")
_SECTION = re.compile(r"\[[^\[\]]{1,100}\]\s*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_LONGEST_LINE = 300  # a longer one is no heading, and is not worth matching


def sections(rows: Rows) -> list[Part]:
    """One part a heading with the text below it, and one for what stands before the first."""
    return _divided(_headings(rows), rows, "prose")


def settings(rows: Rows) -> list[Part]:
    """One part a `[section]` as INI files have them: a key means little without it."""
    lines = enumerate(rows.lines)
    found = {row: line.strip() for row, line in lines if _SECTION.fullmatch(line[:_LONGEST_LINE])}
    return _divided(found, rows, "text")


def _divided(found: Mapping[int, str], rows: Rows, kind: str) -> list[Part]:
    starts = sorted({0, *found})
    ends = [*(s - 1 for s in starts[1:]), len(rows.lines) - 1]
    return [
        Part(start, end, symbols=(found[start],) if start in found else (), kind=kind)
        for start, end in zip(starts, ends, strict=True)
    ]


def _headings(rows: Rows) -> dict[int, str]:
    """Titles by row, leaving alone what stands in fenced code."""
    found, fence = {}, ""
    for row, line in enumerate(rows.lines):
        if opened := _FENCE.match(line):
            fence = _next_fence(fence, opened[1])
        elif not fence and (title := _title(row, rows)):
            found[row] = title
    return found


def _next_fence(fence: str, mark: str) -> str:
    if not fence:
        return mark
    return "" if mark.startswith(fence) else fence


def _title(row: int, rows: Rows) -> str:
    line = rows.lines[row]
    if len(line) > _LONGEST_LINE or rows.blank(row):
        return ""
    if marked := _MARKED.fullmatch(line):
        return marked[2].strip(" #\t")
    below = rows.lines[row + 1] if row + 1 < len(rows.lines) else ""
    if len(below) > _LONGEST_LINE or not _UNDERLINE.fullmatch(below):
        return ""
    follows_a_break = row == 0 or rows.blank(row - 1) or bool(_UNDERLINE.match(rows.lines[row - 1]))
    return line.strip() if follows_a_break and not _UNDERLINE.fullmatch(line) else ""
