"""Counts, shares and bounds as documents write them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_RATIO = re.compile(
    r"(?<![\w/.,:$-])(?P<part>\d{1,3}(?:,\d{3})+|\d{1,7})\s?(?:/|\s(?:out\s)?of\s(?:the\s)?)\s?"
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,7})(?![\w/]|[.,]\d|-\d)"
)
_PERCENT = re.compile(rf"(?P<how>[<>≤≥~≈]=?|\babout )?\s?(?P<number>{_NUMBER})\s?%(?P<more>\+?)")
_UNITS = {
    "ns": ("s", 1e-9), "µs": ("s", 1e-6), "us": ("s", 1e-6), "ms": ("s", 1e-3), "s": ("s", 1),
    "sec": ("s", 1), "secs": ("s", 1), "second": ("s", 1), "seconds": ("s", 1), "min": ("s", 60),
    "mins": ("s", 60), "minute": ("s", 60), "minutes": ("s", 60), "h": ("s", 3600),
    "hour": ("s", 3600), "hours": ("s", 3600), "kb": ("B", 1e3), "mb": ("B", 1e6),
    "gb": ("B", 1e9), "tb": ("B", 1e12), "%": ("%", 1),
}  # fmt: skip
_SIZED = "|".join(sorted((re.escape(u) for u in _UNITS), key=len, reverse=True))
_QUANTITY = re.compile(
    rf"(?P<how>[<>≤≥~≈=]{{1,2}})?\s?(?<![\w.])(?P<number>{_NUMBER})\s?"
    rf"(?P<unit>(?:{_SIZED})(?![\w/]))?(?P<more>\+?)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Ratio:
    """`part` of `whole`, such as 3/8."""

    part: int
    whole: int
    start: int
    end: int
    text: str

    @property
    def percent(self) -> float:
        return 100 * self.part / self.whole if self.whole else 0.0


@dataclass(frozen=True)
class Quantity:
    """A number with its unit in base units (`s`, `B`, `%`, '' for none), and how it is bounded.

    `how` is one of `<`, `<=`, `>`, `>=`, `~` and ''.
    """

    value: float
    unit: str
    how: str
    text: str
    end: int = 0

    def met_by(self, other: "Quantity") -> bool | None:
        """Whether `other` keeps this bound; None when they cannot be compared."""
        if self.unit != other.unit or other.how in ("~", "<", "<=", ">", ">="):
            return None
        rules = {
            "<": other.value < self.value,
            "<=": other.value <= self.value,
            ">": other.value > self.value,
            ">=": other.value >= self.value,
        }
        return rules.get(self.how)


def number(text: str) -> float:
    return float(text.replace(",", ""))


def ratios_in(text: str) -> Iterator[Ratio]:
    """Every `n/m` and `n of m` that counts something: not 24/7, dates and scores out of ten."""
    for found in _RATIO.finditer(text):
        part, whole = int(number(found["part"])), int(number(found["whole"]))
        if whole and (part, whole) != (24, 7):
            yield Ratio(part, whole, found.start(), found.end(), found[0])


def percents_in(text: str) -> list[Quantity]:
    return [
        Quantity(
            number(found["number"]),
            "%",
            _how(found["how"] or "", found["more"]),
            found[0].strip(),
            found.end(),
        )
        for found in _PERCENT.finditer(text)
    ]


def quantity_in(text: str) -> Quantity | None:
    """The first number of `text`."""
    found = _QUANTITY.search(text)
    if found is None:
        return None
    unit, factor = _UNITS.get((found["unit"] or "").lower(), ("", 1))
    value = number(found["number"]) * factor
    return Quantity(
        value, unit, _how(found["how"] or "", found["more"]), found[0].strip(), found.end()
    )


def _how(sign: str, more: str) -> str:
    plain = {"≤": "<=", "≥": ">=", "≈": "~", "=": "", "about ": "~", "=<": "<=", "=>": ">="}
    return ">=" if more else plain.get(sign, sign if sign in ("<", "<=", ">", ">=", "~") else "")
