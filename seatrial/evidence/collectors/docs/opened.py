"""Documents that are there and could not be read: what they say is not known to be missing."""

import re
from collections.abc import Sequence

from seatrial.evidence.model import Check, Evidence
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Entry, Fate, Mode, Role
from seatrial.snapshot.roles import role_of

_PROSE = re.compile(r".*\.(md|markdown|rst|adoc|txt)|(.*/)?[A-Z]+", re.DOTALL)


def unopened_documents(survey: Survey, pattern: str = ".*") -> list[Entry]:
    """Documents of which the snapshot holds no text, those whose whole path matches `pattern`.

    A link leads to another file, which is read in its own place.
    """
    matcher = re.compile(pattern, re.IGNORECASE | re.DOTALL)
    return [
        e
        for e in survey.snapshot.entries
        if e.mode in (Mode.FILE, Mode.EXECUTABLE)
        and (e.fate is Fate.SKIPPED or not e.text)
        and _PROSE.fullmatch(e.path)
        and role_of(e.path, "markdown" if e.path.endswith("md") else "", b"") is Role.DOCS
        and matcher.fullmatch(e.path)
    ]


def unopened(survey: Survey, check: Check, pattern: str = ".*") -> list[Evidence]:
    """One observation for each of them."""
    return [
        survey.unavailable(check, f"{e.path!r} was not read: {e.reason}")
        for e in unopened_documents(survey, pattern)
    ]


def not_written(
    survey: Survey, check: Check, message: str, *spots: Spot, searched: Sequence[str]
) -> list[Evidence]:
    """That no document says it: a failure only where every document could be read."""
    unread = unopened(survey, check)
    return unread or [survey.fails(check, message, *spots, searched=searched)]
