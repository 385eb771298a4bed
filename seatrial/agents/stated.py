"""Whether a sentence rests on the lines that it cites: what it names must stand there.

Code alone; the model is asked afterwards. Numbers, paths, identifiers and negations are compared
as they stand, other words by how they begin.
"""

import re
from collections.abc import Iterator

from seatrial.escape import visible

MOST_CHARACTERS = 240
# Verdicts come from evidence, through code: a sentence that states one is dropped, right or not.
_VERDICT = re.compile(
    r"\b(?:approved|conditional|rejected|certif\w+|waived|bronze|silver|gold"
    r"|gates? G?\d*|production[- ]ready|ready for (?:production|release))\b",
    re.IGNORECASE,
)
# Lines that speak to whoever reads with a model are no statement about the project.
_ADDRESSED = re.compile(
    r"(?i)\b(?:ignore|disregard|forget)\b.{0,20}\b(?:all|any|previous|prior|earlier|above|your)\b"
    r".{0,20}\b(?:instruction|prompt|question|rule)s?\b"
    r"|\b(?:you are|act as|as) an? (?:\w+ ){0,2}(?:assistant|language model|ai|llm|auditor)\b"
    r"|\b(?:system|developer) prompt\b"
    r"|\b(?:answer|reply|respond|say)\b.{0,12}\b(?:only|that|with)\b.{0,60}"
    r"\b(?:approved|pass(?:es|ed)?|secure|safe|ready|yes)\b"
)
_EXACT = re.compile(
    r"--?[A-Za-z][\w-]+"  # a flag
    r"|[\w.-]*/[\w./-]*\w"  # a path
    r"|\w+(?:[._]\w+)+"  # a dotted or underscored name, a decimal number
    r"|\b[A-Z]?[a-z]+[A-Z]\w*|\b[A-Z]{2,}\w*"  # a humped name, an acronym
    r"|\d+"
)
_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty"
    " forty fifty sixty ninety hundred thousand million twice once half"
)
_NUMBER = re.compile(rf"\b(?:{_NUMBERS.replace(' ', '|')})\b", re.IGNORECASE)
_NEGATION = re.compile(r"(?i)\b(?:not|no|never|none|nothing|without|cannot)\b|n't\b")
_WORD = re.compile(r"[a-z]{3,}")
_EMPTY = frozenset(
    "the and are was were has have had its for from that this with when where which who what how"
    " then than they them their there into onto will would can could may might must should does did"
    " done been being not but also only each any all some such use uses used using answer question"
    " line lines excerpt file code project repository".split()
)
_STEM = 5
_LEAST_SHARE = 0.5


def sentence(said: str) -> str:
    """`said` as one line, or '' when it is none, too long or states a verdict."""
    line = visible(" ".join(said.split()))
    if not 0 < len(line) <= MOST_CHARACTERS or _VERDICT.search(line) or addressed(line):
        return ""
    return line


def addressed(text: str) -> bool:
    """Whether `text` speaks to a model that may read it."""
    return bool(_ADDRESSED.search(" ".join(text.split())))


def missing(said: str, lines: str) -> list[str]:
    """What the sentence `said` relies on and `lines` do not hold, in order."""
    return list(dict.fromkeys([*_missing_terms(said, lines), *_missing_words(said, lines)]))


def _missing_terms(said: str, lines: str) -> Iterator[str]:
    """Numbers, names and negations that `lines` do not have as they stand."""
    held = lines.lower()
    for term in (m[0].strip(".") for m in _EXACT.finditer(said)):
        if not re.search(rf"(?<!\w){re.escape(term.lower())}(?!\w)", held):
            yield term
    for number in (m[0] for m in _NUMBER.finditer(said)):
        if not re.search(rf"\b{number.lower()}\b", held):
            yield number
    if (negation := _NEGATION.search(said)) and not _NEGATION.search(lines):
        yield negation[0]


def _missing_words(said: str, lines: str) -> list[str]:
    """Ordinary words that are not in `lines`, when most of them are not."""
    wanted = [w for w in dict.fromkeys(_WORD.findall(said.lower())) if w not in _EMPTY]
    begun = {w[:_STEM] for w in _WORD.findall(_parted(lines))}
    absent = [w for w in wanted if w[:_STEM] not in begun]
    enough = len(wanted) - len(absent) >= _LEAST_SHARE * len(wanted)
    return [] if wanted and enough else absent or ["any word"]


def _parted(lines: str) -> str:
    """`lines` in lower case with the words inside names apart."""
    humped = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", lines)
    return humped.replace("_", " ").lower()
