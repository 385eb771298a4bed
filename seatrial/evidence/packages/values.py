"""Looks into loosely typed trees: what is not of the kind that was asked for is not there."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from seatrial.evidence.manifests.text import read_toml, table
from seatrial.evidence.packages.model import Unreadable


def text(tables: Mapping[str, Any], key: str) -> str:
    """The text or number under `key`, '' when there is something else."""
    found = tables.get(key)
    return str(found) if isinstance(found, str | int | float) else ""


def list_of(tables: Mapping[str, Any], key: str) -> list[Any]:
    found = tables.get(key)
    return found if isinstance(found, list) else []


def rows(tables: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The tables in the list under `key`."""
    return [row for row in list_of(tables, key) if isinstance(row, Mapping)]


def the_toml(content: str) -> Mapping[str, Any]:
    tables = read_toml(content)
    if tables is None:
        raise Unreadable("no readable TOML")
    return tables


def the_json(content: str) -> Mapping[str, Any]:
    try:
        found = json.loads(content)
    except RecursionError as error:
        raise Unreadable("nested too deeply") from error
    except ValueError as error:
        raise Unreadable(f"no JSON: {str(error)[:100]}") from error
    if not isinstance(found, dict):
        raise Unreadable("no JSON object")
    if "\\u" in content:
        _refuse_halves(found)
    return found


def _refuse_halves(found: Mapping[str, Any]) -> None:
    """Half a surrogate pair is no text, and nothing that holds one can be written down."""
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise Unreadable("an escape in it is half a character") from error


def lines_of(content: str, pattern: str) -> list[int]:
    """The 1-based lines on which `pattern` matches at the start."""
    matcher = re.compile(pattern)
    return [n for n, line in enumerate(content.split("\n"), 1) if matcher.match(line)]


_KEY = re.compile(r"""\s*["']?([^"'=:\s][^"'=:]{0,200}?)["']?\s*[=:]""")
_JSON_KEY = re.compile(r'"((?:[^"\\]|\\.)*)"\s*:')
_QUOTED = re.compile(r"""["']([^"'\n]{1,300})["']""")


def key_lines(content: str) -> dict[str, int]:
    """The first line on which each key of TOML or INI stands at the start of a line."""
    found: dict[str, int] = {}
    for number, line in enumerate(content.split("\n"), 1):
        if match := _KEY.match(line[:300]):
            found.setdefault(match[1], number)
    return found


def json_key_lines(content: str) -> dict[str, int]:
    """The first line on which each key of JSON stands."""
    return _first_lines(content, _JSON_KEY)


def quoted_lines(content: str) -> dict[str, int]:
    """The first line on which each quoted string stands."""
    return _first_lines(content, _QUOTED)


def _first_lines(content: str, pattern: re.Pattern[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, line in enumerate(content.split("\n"), 1):
        for match in pattern.finditer(line):
            found.setdefault(match[1], number)
    return found


def tables_in(tables: Mapping[str, Any], *keys: str) -> Mapping[str, Any]:
    """The table at the end of a path of keys, empty when there is none."""
    for key in keys:
        tables = table(tables, key)
    return tables


def entries(tables: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Keys whose value is a table."""
    return ((key, value) for key, value in tables.items() if isinstance(value, Mapping))
