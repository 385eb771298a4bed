"""Requirement files as pip reads them: names, pins and hashes with their lines.

Format: https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seatrial.evidence.manifests import requirement_name
from seatrial.evidence.survey import Survey

_FILES = r"((.*/)?requirements[^/]*\.(txt|lock|in)|(.*/)?requirements/.+\.(txt|lock|in))"
_COMMENT = re.compile(r"(^|\s)#.*")
_PIN = re.compile(r"^[A-Za-z0-9][\w.\[\],-]*\s*===?\s*[^,;*\s]+\s*(;|--hash|$)")


@dataclass(frozen=True)
class Line:
    """One requirement. `name` is normalised; lines are 1-based, inclusive."""

    name: str
    start: int
    end: int
    pinned: bool
    hashed: bool


def requirement_files(survey: Survey) -> dict[str, list[Line]]:
    """Requirement files of the whole tree, by path."""
    found = survey.snapshot.named(_FILES)
    return {e.path: list(read_requirements(survey.snapshot.lines(e.path))) for e in found}


def read_requirements(lines: Sequence[str]) -> Iterator[Line]:
    number = 0
    while number < len(lines):
        start, parts = number, []
        while True:
            line = _COMMENT.sub("", lines[number]).rstrip()
            number += 1
            parts.append(line.removesuffix("\\"))
            if not line.endswith("\\") or number == len(lines):
                break
        text = " ".join(parts).strip()
        name = "" if text.startswith(("-", "#")) else requirement_name(text)
        if name:
            yield Line(name, start + 1, number, bool(_PIN.match(text)), "--hash=" in text)
