"""Finds the fact that a question asks for, by rules: every word of it must be understood."""

import re
from dataclasses import dataclass
from functools import cache

from seatrial.answers.sheet import WHOLE, Sheet
from seatrial.answers.topics import Topic, topics

_WORD = re.compile(r"[\w@][\w@./+:\-]*")
_HOW = re.compile(r"\bhow (many|much|large|big|high)\b")
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
    for topic in topics().topic:
        met = _met(topic, words)
        if met is not None and (found := _fitting(sheet, topic, _left(sheet, topic, words, met))):
            return found
    return None


def _left(sheet: Sheet, topic: Topic, words: list[str], met: set[int]) -> list[str]:
    """Words that name a subject, and those of which nothing is known."""
    filler, allowed = _pattern(topics().filler), _pattern(topic.allows)
    names = {n.lower() for n in sheet.names}
    return [
        w
        for i, w in enumerate(words)
        if not filler.fullmatch(w)
        and (_named(sheet, topic, w) or not (i in met or allowed.fullmatch(w) or w in names))
    ]


def _fitting(sheet: Sheet, topic: Topic, left: list[str]) -> Route | None:
    """The route when the words that are left over name at most the one subject."""
    named = {_named(sheet, topic, word) for word in left}
    if topic.subject == "required" or left:
        subject = named.pop() if len(named) == 1 else None
        return Route(topic.id, subject) if topic.subject and subject else None
    return Route(topic.id)


def _named(sheet: Sheet, topic: Topic, word: str) -> str | None:
    """The subject that `word` names, None when it names none."""
    if not topic.subject:
        return None
    for subject, words in topic.subjects.items():
        if _pattern(words).fullmatch(word):
            return subject
    return word if word in sheet.facts.get(topic.id, {}) and not topic.subjects else None


def words_of(question: str) -> list[str]:
    """The words of a question, in lower case, without what ends a sentence."""
    text = question.lower().replace("\u2019", "'").replace("'s ", " ").replace("'", "")
    text = _HOW.sub(r"how-\1", text)
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
