"""Finds where a quote stands: a claim counts only when its words are in the excerpt."""

import re

from seatrial.agents.excerpts import Excerpt
from seatrial.evidence.survey import Spot
from seatrial.prompts.book import CatalogueQuestion

SHORTEST = 8


def locate(quote: str, excerpt: Excerpt) -> Spot | None:
    """The lines of `excerpt` that hold `quote`, or None.

    Spacing is forgiven, nothing else: every line of the quote must be a whole line of the
    excerpt or, when it is a single line, a part of one. Both sides are redacted.
    """
    wanted = [_squeezed(line) for line in quote.splitlines()]
    wanted = [line for line in wanted if line]
    if sum(map(len, wanted)) < SHORTEST:
        return None
    have = [_squeezed(line) for line in excerpt.text.split("\n")]
    filled = [(n, line) for n, line in enumerate(have) if line]
    for i in range(len(filled) - len(wanted) + 1):
        window = filled[i : i + len(wanted)]
        if _matches(wanted, [line for _, line in window]):
            return Spot(excerpt.path, excerpt.start + window[0][0], excerpt.start + window[-1][0])
    return None


def triggered(question: CatalogueQuestion, excerpt: Excerpt) -> str:
    """The first line of `excerpt` that made us ask `question`, the first line when none did."""
    found = (re.search(trigger, excerpt.text) for trigger in question.triggers)
    at = min((match.start() for match in found if match), default=0)
    return excerpt.text.split("\n")[excerpt.text.count("\n", 0, at)]


def _matches(wanted: list[str], lines: list[str]) -> bool:
    if len(wanted) == 1:
        return wanted[0] in lines[0]
    return wanted == lines


def _squeezed(line: str) -> str:
    return " ".join(line.split())
