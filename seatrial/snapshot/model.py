"""What a snapshot knows of each path, and of the repository around it."""

from datetime import datetime
from enum import StrEnum

from seatrial.frozen import Frozen


class Role(StrEnum):
    """What a file is for."""

    SOURCE = "source"
    TEST = "test"
    DOCS = "docs"
    CONFIG = "config"
    CI = "ci"
    CONTAINER = "container"
    DATA = "data"
    VENDORED = "vendored"
    GENERATED = "generated"


class Fate(StrEnum):
    """How far a path was read."""

    READ = "read"
    PARTLY = "partly"
    SKIPPED = "skipped"


class Mode(StrEnum):
    """What the path was on disk."""

    FILE = "file"
    EXECUTABLE = "executable"
    LINK = "link"
    FOLDER = "folder"
    SPECIAL = "special"


class Entry(Frozen):
    """One path. `sha256` is of the whole content, empty when the content was not read.

    `lines` counts line ends (plus an unfinished last line) and is 0 for binary content.
    """

    path: str
    mode: Mode
    size: int
    sha256: str = ""
    language: str = ""
    role: Role = Role.DATA
    fate: Fate = Fate.READ
    reason: str = ""
    lines: int = 0
    text: bool = False


class Redaction(Frozen):
    """A secret's place: 1-based line, character columns [start, end), and what kind it is.

    `likely` tells a likely real secret from what is only withheld from sight.
    """

    line: int
    start: int
    end: int
    kind: str
    likely: bool = False


class GitFacts(Frozen):
    """What git says, read from its objects without running git.

    `commit` is stated only when the audited folder is the root of its repository and every
    tracked file is as committed; else `reason` says why not.
    """

    commit: str = ""
    branch: str = ""
    committed_at: datetime | None = None
    clean: bool = False
    reason: str = ""
