"""Finds the fact that a question asks for, by rules: every word of it must be understood."""

import re
from dataclasses import dataclass
from functools import cache

from seatrial.answers.sheet import WHOLE, Sheet
from seatrial.answers.topics import Topic, topics

_WORD = re.compile(r"[\w@][\w@./+:\-]*")
_PUNCTUATION = ".:/+-"
MOST_WORDS = 40  # a fact is asked for in few words


@dataclass(frozen=True)
class Route:
    """A topic, and the subject that the question names."""

    topic: str
    subject: str = WHOLE


def route(sheet: Sheet, question: str) -> Route | None:
    """The first topic whose words are there and which leaves no word over."""
    words = words_of(question)
    if not words or len(words) > MOST_WORDS:
        return None
    plain = _pattern(topics().filler)
    names = {n.lower() for n in sheet.names}
    for topic in topics().topic:
        met = _met(topic, words)
        if met is None:
            continue
        known = _pattern(topic.allows)
        left = [
            w
            for i, w in enumerate(words)
            if i not in met and not plain.fullmatch(w) and not known.fullmatch(w)
        ]
        left = [w for w in left if w not in names]
        if found := _fitting(sheet, topic, left):
            return found
    return None


def _fitting(sheet: Sheet, topic: Topic, left: list[str]) -> Route | None:
    if not topic.subject:
        return None if left else Route(topic.id)
    known = sheet.facts.get(topic.id, {})
    if len(left) == 1 and left[0] in known:
        return Route(topic.id, left[0])
    return None


def words_of(question: str) -> list[str]:
    """The words of a question, in lower case, without what ends a sentence."""
    text = question.lower().replace("\u2019", "'").replace("'s ", " ").replace("'", "")
    return [w for found in _WORD.findall(text) if (w := found.rstrip(_PUNCTUATION))]


def _met(topic: Topic, words: list[str]) -> set[int] | None:
    """Where the words stand that `topic` needs; None when one group is not met."""
    met: set[int] = set()
    for group in topic.needs:
        here = {
            i + k
            for phrase in group.split("|")
            for i in _starts(tuple(phrase.split()), words)
            for k in range(len(phrase.split()))
        }
        if not here:
            return None
        met |= here
    return met


def _starts(phrase: tuple[str, ...], words: list[str]) -> list[int]:
    patterns = [_pattern(word) for word in phrase]
    last = len(words) - len(phrase)
    return [
        i
        for i in range(last + 1)
        if all(p.fullmatch(w) for p, w in zip(patterns, words[i:], strict=False))
    ]


@cache
def _pattern(listed: str) -> re.Pattern[str]:
    """Any of the words in `listed`; a `*` at the end of one lets it go on."""
    words = (re.escape(w).replace(r"\*", r"\w*") for w in listed.split())
    return re.compile("|".join(words) or r"(?!)")
