"""Places as the questions write them, `path:first-last`, held against citations."""

import re
from collections.abc import Sequence

from seatrial.evidence.model import Place

Lines = tuple[str, int, int]


def parsed(text: str) -> Lines:
    found = re.fullmatch(r"(.+):(\d+)-(\d+)", text)
    if not found:
        raise ValueError(f"no place: {text!r}; write path:first-last")
    return found[1], int(found[2]), int(found[3])


def overlap(cited: Sequence[Place], proving: Sequence[Lines]) -> bool:
    """Whether one citation shares a line with one place that proves."""
    return any(
        c.path == path and c.line_start <= last and first <= c.line_end
        for c in cited
        for path, first, last in proving
    )
