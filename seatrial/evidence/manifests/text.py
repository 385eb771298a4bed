"""Reads the text of a manifest and finds the lines that state something."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from seatrial.frozen import Frozen

_MOST_NESTED = 200


class Stated(Frozen):
    """A value and the 1-based line that states it; an empty value is not stated."""

    value: str = ""
    line: int = 0

    def __bool__(self) -> bool:
        return bool(self.value)


def normalised(name: str) -> str:
    """A distribution's name as PyPI compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def requirement_name(requirement: str) -> str:
    """The normalised name at the start of a requirement, '' when there is none."""
    found = re.match(r"\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)", requirement)
    return normalised(found[1]) if found else ""


def read_toml(text: str) -> dict[str, Any] | None:
    """The tables of `text`, None when it is not TOML or nested without sense."""
    if text.count("[") > 100_000 or "[" * _MOST_NESTED in text or "{" * _MOST_NESTED in text:
        return None
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return None


def read_json(text: str) -> Any:
    """The value of `text`, None when it is not JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


class Lines:
    """Finds the line that states a key: TOML, INI and JSON readers keep none."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")

    def stated(self, section: str, key: str, value: object) -> Stated:
        """`value` with the line of `key` in `[section]`; not stated unless it is text."""
        if not isinstance(value, str) or not value.strip():
            return Stated()
        return Stated(value=value.strip(), line=self._line(section, key))

    def of(self, start: str) -> int:
        """The first line that begins with `start`, blanks aside; 1 when there is none."""
        wanted = start.replace(" ", "")
        found = (n for n, s in self._numbered() if s.replace(" ", "").startswith(wanted))
        return next(found, 1)

    def holding(self, text: str) -> int:
        """The first line that holds `text`; 1 when there is none."""
        return self._anywhere(text)

    def _line(self, section: str, key: str) -> int:
        pattern = re.compile(rf"""["']?{re.escape(key)}["']?\s*[=:.]""", re.IGNORECASE)
        inside = not section
        for number, line in self._numbered():
            if line.startswith("[") and section:
                inside = line.partition("]")[0].strip("[ \t\"'") == section
            elif inside and pattern.match(line):
                return number
        return self._anywhere(key)

    def _anywhere(self, key: str) -> int:
        return next((n for n, s in self._numbered() if key in s), 1)

    def _numbered(self) -> Iterator[tuple[int, str]]:
        return ((n, line.strip()) for n, line in enumerate(self._lines, 1))


def table(tables: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The table under `key`, empty when there is something else."""
    found = tables.get(key)
    return found if isinstance(found, Mapping) else {}


def strings_in(lists: Iterable[Any]) -> list[str]:
    return [s for found in lists if isinstance(found, list) for s in found if isinstance(s, str)]
