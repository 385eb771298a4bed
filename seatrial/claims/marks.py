"""What a status mark or word says: done, partly done, open or failed."""

import re
from enum import StrEnum


class Mark(StrEnum):
    """What a document says of the state of a thing; NONE when it says nothing that we read."""

    DONE = "done"
    PARTIAL = "partial"
    OPEN = "open"
    FAILED = "failed"
    NONE = ""

    @property
    def unfinished(self) -> bool:
        return self in (Mark.PARTIAL, Mark.OPEN, Mark.FAILED)


_SIGNS = {
    Mark.DONE: "✅✔☑🟢🎉",
    Mark.PARTIAL: "🟡🟠⚠🚧⚙🔄🔶",
    Mark.OPEN: "⏳🔵🔮⬜☐🧩🕐📋⏸🔲",
    Mark.FAILED: "❌🔴✗✘❎🚫⛔",
}
_OF_SIGN = {sign: mark for mark, signs in _SIGNS.items() for sign in signs} | {"🎉": Mark.NONE}
_OF_SIGN["📋"] = Mark.NONE
SIGN = re.compile(f"[{''.join(s for s, m in _OF_SIGN.items() if m)}]\ufe0f?")
_RANK = r"(?:critical|high|medium|low|minor|major|info|P[0-4])"
_RANKED = re.compile(
    rf"\W*{SIGN.pattern}\W{{0,4}}{_RANK}\b"
    rf"|\W*{_RANK}(?: priority| risks?| severity| impact)?\W{{0,4}}{SIGN.pattern}\W*$",
    re.IGNORECASE,
)
_WORDS = (
    (
        Mark.OPEN,
        r"not\W(?:yet\W)?(?:\w+\W)?(?:started|run|measured|executed|ready|done|complete[d]?|tested"
        r"|implemented|available|met|begun|assessed|verified)|pending|to\Wdo|todo|planned|tbd"
        r"|awaiting|deferred|future|backlog|queued|under\Wdesign|upcoming|scheduled|unstarted"
        r"|incomplete|designed|open",
    ),
    (
        Mark.PARTIAL,
        r"partial(?:ly)?|in\Wprogress|in\Wreview|needs\Wwork|wip|ongoing|experimental|conditional"
        r"(?:ly)?|degraded|started|beta|almost|mostly|proposed|draft",
    ),
    (Mark.FAILED, r"fail(?:ed|ing|s|ure)?|blocked|broken|rejected|unhealthy|red|no\Wgo|unmet"),
    (
        Mark.DONE,
        r"pass(?:ed|ing|es)?|completed?|done|ready|stable|implemented|verified|validated|approved"
        r"|met|ok|healthy|operational|working|finished|released|success(?:ful)?|green|fixed"
        r"|resolved|achieved|closed|delivered|shipped|go",
    ),
)
_WORD = tuple((mark, re.compile(rf"\W*(?:{words})\b", re.IGNORECASE)) for mark, words in _WORDS)
_TICK = re.compile(r"\s*\[([ xX~/-])\]\s")
_TICKS = {" ": Mark.OPEN, "x": Mark.DONE, "X": Mark.DONE, "~": Mark.PARTIAL, "/": Mark.PARTIAL}


def signs_in(text: str) -> list[Mark]:
    """The marks of all status signs in `text`, in their order."""
    return [_OF_SIGN[found[0][0]] for found in SIGN.finditer(text)]


def sign_of(text: str) -> Mark:
    """The mark that all status signs of `text` agree on; the colour of a rank is no status."""
    if _RANKED.match(text):
        return Mark.NONE
    found = set(signs_in(text))
    return found.pop() if len(found) == 1 else Mark.NONE


def word_of(text: str) -> Mark:
    """The mark of the status word that `text` begins with."""
    return next((mark for mark, words in _WORD if words.match(text)), Mark.NONE)


def status_of(text: str) -> Mark:
    """As `word_of`, when nothing but the status word stands before the first punctuation."""
    for mark, words in _WORD:
        if (found := words.match(text)) and re.match(r"\s*($|[^\w\s])", text[found.end() :]):
            return mark
    return Mark.NONE


def status_in(text: str) -> Mark:
    """The mark of the status word that `text` ends with."""
    last = re.split(r"[-–—:()✅\s]+", unmarked(text).strip(" *_():"))[-1]
    return status_of(last)


def tick_of(text: str) -> Mark:
    """The mark of a task list's box at the start of `text`."""
    found = _TICK.match(text)
    return _TICKS.get(found[1], Mark.NONE) if found else Mark.NONE


def unmarked(text: str) -> str:
    """`text` without its signs and boxes."""
    return re.sub(r"\s{2,}", " ", SIGN.sub(" ", _TICK.sub("", text))).strip(" \ufe0f")
