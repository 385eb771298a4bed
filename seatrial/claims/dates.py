"""Dates as documents write them."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = {name.lower()[:3]: n for n, name in enumerate(calendar.month_name) if name}
_MONTH = r"(?P<{}>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{{0,6}}\.?"
_DAYS = [name.lower() for name in calendar.day_name]
_WEEKDAY = rf"(?:(?P<weekday>{'|'.join(calendar.day_name)}),?\s+(?:the\s+)?)?"
_DATE = re.compile(
    rf"(?<![\w./-]){_WEEKDAY}(?:"
    r"(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])(?!\.\w)"
    rf"|{_MONTH.format('name')}\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year2>(?:19|20)\d\d)"
    rf"|(?P<day3>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH.format('name3')},?\s+(?P<year3>(?:19|20)\d\d)"
    r")(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Dated:
    """A date of a document. `day` is None when no calendar has it; `weekday` is as written."""

    text: str
    start: int
    day: date | None
    weekday: str = ""

    @property
    def right_weekday(self) -> bool:
        return not self.weekday or self.day is None or _DAYS[self.day.weekday()] == self.weekday


def dates_in(text: str) -> Iterator[Dated]:
    """Every date with a day in `text`, in its order. `03/04/2026` means two days and is none."""
    for found in _DATE.finditer(text):
        parts = found.groupdict()
        year = parts["year"] or parts["year2"] or parts["year3"]
        day = parts["day"] or parts["day2"] or parts["day3"]
        named = parts["name"] or parts["name3"]
        month = _MONTHS[named[:3].lower()] if named else int(parts["month"])
        weekday = (parts["weekday"] or "").lower()
        yield Dated(found[0], found.start(), _day(int(year), month, int(day)), weekday)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
