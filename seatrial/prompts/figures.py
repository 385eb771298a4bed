"""Numbers that prose states, and whether code holds them in the same or in another unit."""

import math
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

_WORDS = {
    word: n
    for n, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), 1
    )
} | {"fifteen": 15, "twenty": 20, "thirty": 30, "sixty": 60, "hundred": 100, "thousand": 1000}
_UNIT = (
    r"(?:milli|micro)?seconds?|ms|s|mins?|minutes?|hours?|h|days?|weeks?|months?|years?|[KMG]i?B"
)
_STATED = re.compile(
    r"(?i)(?<![\w.,#/:§-])"
    r"(?:(?P<digits>\d[\d_,]{0,20}(?:\.\d{1,9})?)|(?P<word>" + "|".join(_WORDS) + r")\b)"
    r"(?![-/:.]?\d)(?![-.]\w)\s?(?P<unit>(?:" + _UNIT + r"|bytes|percent|times)\b|%)?(?![\w(])"
)
_HELD = re.compile(r"(?<![\d.])\d[\d_]{0,20}(?:\.\d{1,9})?")
_PRODUCT = re.compile(r"(?<![\w.])\d[\d_]{0,20}(?:\s?(?:\*|<<)\s?\d[\d_]{0,20}){1,8}(?![\w.])")
# What names something by number, shows an example or is code.
_NOT_STATED = re.compile(
    r"(?im)`[^`\n]*`|^[^\n]*(?:>>>|->|https?:|\be\.g\.|\bexample)[^\n]*$|^\s*\d+[.)]\s"
    r"|\b(?:rfc|pep|iso|issue|section|version|python|level|step|figure|chapter|see|port|http|v)"
    r"[ -]?#?\d[\d.]*|\b(?:19|20)\d\d\b"
)
_ANY = (1, 60, 1000, 1024)
# By how a unit begins: what its figure may be multiplied by in code.
_FACTORS: Mapping[str, tuple[float, ...]] = {
    "s": (1, 1000, 10**6, 10**9, 1 / 60),
    "ms": (1, 10**6),
    "mic": (1, 1000, 0.001),
    "mi": (1, 60, 60_000, 60 * 10**9, 1 / 60),
    "h": (1, 60, 3600, 3_600_000, 1 / 24),
    "d": (1, 24, 1440, 86_400, 86_400_000, 1 / 7),
    "w": (1, 7, 168, 604_800, 604_800_000),
    "mo": (1, 30, 31),
    "y": (1, 12, 365, 366),
    "k": (1, 1000, 1024),
    "mb": (1, 1000, 1024, 10**6, 2**20),
    "g": (1, 1000, 1024, 10**9, 2**30),
    "p": (1, 0.01),
    "%": (1, 0.01),
}


class Figure(NamedTuple):
    """A number that prose states, with its unit, if any, in lower case."""

    value: Fraction
    unit: str

    def is_among(self, held: set[Fraction]) -> bool:
        """True when `held` has it as it stands or in a smaller or larger unit."""
        unit = self.unit.replace("ib", "b")
        known = (_FACTORS[unit[:n]] for n in (3, 2, 1) if unit[:n] in _FACTORS)
        factors = (Fraction(f).limit_denominator(1000) for f in next(known, _ANY))
        return any(self.value * factor in held for factor in factors)


def stated_in(prose: str) -> Iterator[Figure]:
    """The figures of `prose`; a bare 0, 1 or "one" is seldom meant as one."""
    for match in _STATED.finditer(_NOT_STATED.sub(" ", prose)):
        word = match["word"]
        value = Fraction(_WORDS[word.lower()] if word else re.sub("[_,]", "", match["digits"]))
        if value > 1 or (value and match["unit"]):
            yield Figure(value, (match["unit"] or "").lower())


def figures_of(code: str) -> set[Fraction]:
    """The numbers that `code` holds but 0 and 1; a product counts as what it comes to."""
    found = {_product(match[0]) for match in _PRODUCT.finditer(code)}
    rest = _PRODUCT.sub(" ", code)
    found |= {Fraction(match[0].replace("_", "")) for match in _HELD.finditer(rest)}
    return found - {Fraction(0), Fraction(1)}


def _product(text: str) -> Fraction:
    parts = [int(part.replace("_", "")) for part in re.findall(r"\d[\d_]*", text)]
    if "<<" in text:
        return Fraction(parts[0] << min(parts[1], 64))
    return Fraction(math.prod(parts))
