"""The catalogue of faults and decoys, as data: `kinds/*.toml`."""

import re
import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files

from pydantic import field_validator, model_validator

from seatrial.evidence.model import Severity
from seatrial.frozen import Frozen
from seatrial.snapshot.model import Role

FILES = ("security", "services", "tests", "documents", "delivery", "supply", "decoys")
PARAMETER, PACKAGE = "<<parameter>>", "<<package>>"
_SOURCE = re.compile(r"CWE-\d+|https?://\S+")


class SeenBy(StrEnum):
    """Who can notice a fault: a tool, or only somebody who reads and understands."""

    TOOL = "tool"
    READER = "reader"


class Extent(StrEnum):
    """Where a fault stands. What is missing stands on no line: its place is what lacks it."""

    LINES = "lines"
    FUNCTION = "function"
    BLOCK = "block"
    STAGE = "stage"
    FILE = "file"


class Plant(Frozen):
    """One way to plant a kind. Exactly one of `find` (with `put`), `statement`, `definition`.

    `find` is replaced by `put`, a template of `re`; `statement` goes to the beginning of a function
    whose header matches `header` and that has a parameter which matches `parameter`; `definition`
    follows a function. A file fits by its language, role, path (`files`), and by what it holds
    (`needs`) and does not (`unless`). `form` names what the language alone does not. In `find`
    `<<package>>` is the file's own package, in `statement` `<<parameter>>` the parameter's name.
    """

    languages: tuple[str, ...]
    form: str = ""
    roles: tuple[Role, ...] = (Role.SOURCE,)
    files: str = ""
    needs: str = ""
    unless: str = ""
    find: str = ""
    put: str = ""
    statement: str = ""
    definition: str = ""
    header: str = ""
    parameter: str = ""
    imports: tuple[str, ...] = ()
    extent: Extent = Extent.LINES

    @field_validator("files", "needs", "unless", "find", "header", "parameter")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        re.compile(pattern)
        return pattern

    @model_validator(mode="after")
    def _one_operation(self) -> "Plant":
        if sum(map(bool, (self.find, self.statement, self.definition))) != 1:
            raise ValueError("a plant is exactly one of find, statement and definition")
        return self


class Kind(Frozen):
    """A kind of fault, or a decoy. `title` completes "blind to …"; a finding at its place counts
    when its gate is one of `gates`, of which the first is the one that the fault belongs to."""

    id: str
    title: str
    gates: tuple[str, ...]
    severity: Severity
    seen_by: SeenBy
    sources: tuple[str, ...]
    plants: tuple[Plant, ...]
    decoy: bool = False

    @field_validator("gates", "sources", "plants")
    @classmethod
    def _some(cls, value: tuple[object, ...]) -> tuple[object, ...]:
        if not value:
            raise ValueError("at least one is needed")
        return value

    @field_validator("sources")
    @classmethod
    def _cited(cls, sources: tuple[str, ...]) -> tuple[str, ...]:
        for source in sources:
            if not _SOURCE.fullmatch(source):
                raise ValueError(f"no source: {source!r}")
        return sources


@cache
def catalogue() -> tuple[Kind, ...]:
    """Every kind, in the order of the files."""
    folder = files("seatrial.trial") / "kinds"
    tables = [tomllib.loads((folder / f"{n}.toml").read_text(encoding="utf-8")) for n in FILES]
    return tuple(Kind.model_validate(row) for table in tables for row in table["kinds"])
