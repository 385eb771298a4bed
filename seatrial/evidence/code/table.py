"""The rules over other languages than Python: one table a language, in `rules/*.toml`.

`rules/checks.toml` says of each check which languages it is judged for.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import field_validator

from seatrial.evidence.model import Severity
from seatrial.frozen import Frozen
from seatrial.snapshot.model import Role

_FOLDER = Path(__file__).with_name("rules")
LANGUAGES = ("go", "java", "javascript", "rust", "shell", "svelte", "typescript", "vue")
# Pages whose scripts are read as JavaScript or TypeScript, and what depends on their markup, which
# is not read.
EMBEDDED = frozenset({"svelte", "vue"})
_OF_MARKUP = frozenset({"security.templates-escaped"})
_TABLES = {"typescript": "javascript", "svelte": "javascript", "vue": "javascript"}


class Row(Frozen):
    """What to look for. All conditions given must be true.

    `query` is tree-sitter's, with `@hit` on what is shown; without it the imports are looked at.
    One of `words` must stand in the file's bytes: without it nothing else is looked at, which is
    what makes most rows cheap. `needs` must match there, `unless` must not. `imports` must match
    one of the modules that the file imports, whole. `where` names predicates of `predicates.py`.
    `in_tests`: Rust's tests among the sources are looked at as well.
    """

    query: str = ""
    words: tuple[bytes, ...] = ()
    needs: re.Pattern[bytes] | None = None
    unless: re.Pattern[bytes] | None = None
    imports: re.Pattern[str] | None = None
    where: tuple[str, ...] = ()
    in_tests: bool = False

    @field_validator("needs", "unless", mode="before")
    @classmethod
    def _as_bytes(cls, value: str) -> re.Pattern[bytes]:
        return re.compile(value.encode())


class Rule(Row):
    """A row whose matches are places where `check` is not true.

    `message` may name captures in braces. `service`: only where something listens.
    """

    check: str
    message: str
    severity: Severity | None = None
    service: bool = False


class Trait(Row):
    """A row whose matches show that the file does what `name` says (see python/traits.py)."""

    name: str


class Suite(Frozen):
    """How tests are told: what does nothing, what asserts a constant, what says that it checks."""

    idle: re.Pattern[str]
    hollow: re.Pattern[str]
    checking: re.Pattern[str]
    skips: re.Pattern[str] | None = None


class Table(Frozen):
    """One language. `imports`, `env`, `routes` and `prints` capture `@name`, `@path`, `@hit`."""

    rule: tuple[Rule, ...] = ()
    trait: tuple[Trait, ...] = ()
    imports: tuple[Row, ...] = ()
    env: tuple[Row, ...] = ()
    routes: tuple[Row, ...] = ()
    prints: tuple[Row, ...] = ()
    stubs: tuple[Row, ...] = ()
    hidden: tuple[Row, ...] = ()
    suite: Suite | None = None


class Judged(Frozen):
    """How a check is judged. `reads`: languages whose files are looked at, by rules or otherwise.

    `nothing_in`: languages that have nothing of the kind.
    """

    id: str
    roles: tuple[Role, ...] = (Role.SOURCE,)
    reads: tuple[str, ...] = ()
    nothing_in: tuple[str, ...] = ()


@cache
def table_of(language: str) -> Table:
    name = _TABLES.get(language, language)
    return Table.model_validate(_content(name))


@cache
def judged() -> Mapping[str, Judged]:
    """By check id."""
    rows = [Judged.model_validate(row) for row in _content("checks")["check"]]
    return {row.id: row for row in rows}


@cache
def covered(check: str) -> frozenset[str]:
    """Languages for which `check` has an answer here."""
    row = judged().get(check)
    found = {lang for lang in LANGUAGES if any(r.check == check for r in table_of(lang).rule)}
    found |= {*row.reads, *row.nothing_in} if row else set()
    pages = EMBEDDED if "javascript" in found else frozenset()
    return frozenset(found | pages) - (EMBEDDED if check in _OF_MARKUP else frozenset())


def _content(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8"))
