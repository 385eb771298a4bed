"""What pytest and coverage are told, wherever the project keeps it.

Formats: https://docs.pytest.org/en/stable/reference/customize.html and
https://coverage.readthedocs.io/en/latest/config.html
"""

import configparser
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from seatrial.evidence.manifests.text import Lines, Stated, read_toml
from seatrial.evidence.model import Check, Evidence
from seatrial.evidence.survey import Survey

# File to the prefix of its sections.
_COVERAGE = {".coveragerc": "", "setup.cfg": "coverage:", "tox.ini": "coverage:"}
# In the order in which pytest looks; the first that speaks of it counts alone.
_PYTEST = {"pytest.ini": "pytest", ".pytest.ini": "pytest", "pyproject.toml": "", "tox.ini":
           "pytest", "setup.cfg": "tool:pytest"}  # fmt: skip
_LONGEST = 200


@dataclass(frozen=True)
class Settings:
    """One tool's settings in the file at `path`: values by key, each with its line."""

    path: str
    values: Mapping[str, tuple[Stated, ...]]

    def all(self, key: str) -> tuple[Stated, ...]:
        return self.values.get(key, ())


def coverage_settings(survey: Survey) -> list[Settings]:
    """`run.omit`, `run.source`, `report.omit`, `report.fail_under` of every file that has some."""
    found = [_of_ini(survey, path, {"run": f"{prefix}run", "report": f"{prefix}report"})
             for path, prefix in _COVERAGE.items()]  # fmt: skip
    found.append(_of_toml(survey, ("tool", "coverage", "run"), "run"))
    found.append(_of_toml(survey, ("tool", "coverage", "report"), "report"))
    return [s for s in found if s and s.values]


def pytest_settings(survey: Survey) -> Settings | None:
    """The settings that pytest would read at the root, None when there are none."""
    for path, section in _PYTEST.items():
        if section:
            found = _of_ini(survey, path, {"": section})
        else:
            found = _of_toml(survey, ("tool", "pytest", "ini_options"), "")
            found = found or _of_toml(survey, ("tool", "pytest"), "")
        if found and found.values:
            return found
    return None


def unread_settings(survey: Survey, check: Check) -> list[Evidence]:
    """One observation for each file of settings that is there and cannot be read."""
    files = (".coveragerc", "setup.cfg", "tox.ini", "pytest.ini", "pyproject.toml")
    there = (e for path in files if (e := survey.snapshot.find(path)))
    broken = [e.path for e in there if not e.text or _is_broken(survey, e.path)]
    return [survey.unavailable(check, f"{path!r} cannot be read") for path in broken]


def _is_broken(survey: Survey, path: str) -> bool:
    text = survey.snapshot.source(path)
    return (read_toml(text) if path.endswith(".toml") else _read_ini(text)) is None


def _read_ini(text: str) -> configparser.RawConfigParser | None:
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(text)
    except configparser.Error:
        return None
    return parser


def _of_ini(survey: Survey, path: str, sections: Mapping[str, str]) -> Settings | None:
    """Values of `sections` (a name of ours to theirs); pytest splits at blanks, all at lines."""
    entry = survey.snapshot.find(path)
    text = survey.snapshot.source(path) if entry and entry.text else ""
    parser = _read_ini(text)
    if parser is None:
        return None
    values: dict[str, tuple[Stated, ...]] = {}
    for name, section in sections.items():
        for key, value in parser.items(section) if parser.has_section(section) else ():
            words = (value or "").replace(",", "\n").split("\n" if name else None)
            values[f"{name}.{key}".strip(".")] = _stated(text, words)
    return Settings(path, values)


def _of_toml(survey: Survey, tables: tuple[str, ...], name: str) -> Settings | None:
    entry = survey.snapshot.find("pyproject.toml")
    text = survey.snapshot.source("pyproject.toml") if entry and entry.text else ""
    found: Any = read_toml(text) or {}
    for table in tables:
        found = found.get(table, {}) if isinstance(found, dict) else {}
    values = {}
    for key, value in found.items() if isinstance(found, dict) else ():
        if isinstance(value, str | int | float | list):
            listed = value if isinstance(value, list) else _words(value, name)
            values[f"{name}.{key}".strip(".")] = _stated(text, [str(v) for v in listed])
    return Settings("pyproject.toml", values)


def _words(value: str | float, name: str) -> list[str]:
    """Of a plain value: pytest splits text at blanks."""
    return str(value).split(None if not name else "\n")


def _stated(text: str, words: list[str]) -> tuple[Stated, ...]:
    lines = Lines(text)
    return tuple(
        Stated(value=word.strip()[:_LONGEST], line=lines.holding(word.strip()))
        for word in words
        if word.strip() and not word.strip().startswith("#")
    )
