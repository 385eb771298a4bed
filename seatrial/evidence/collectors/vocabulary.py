"""The words of the tree outside of its documents: a name that is not among them is used by nothing.

Words are compared without their separators and capitals: a setting is `cache_ttl` in Python,
`cacheTtl` in JavaScript and `CACHE_TTL` in the environment.
"""

import re
from collections.abc import Iterator

from seatrial.evidence.survey import Survey
from seatrial.snapshot.languages import language_of
from seatrial.snapshot.model import Entry, Fate, Mode, Role
from seatrial.snapshot.roles import role_of

_WORD = re.compile(r"[A-Za-z0-9_-]{2,100}")


def plain(name: str) -> str:
    return name.replace("-", "").replace("_", "").lower()


def words(survey: Survey) -> frozenset[str]:
    """Every word of every text that is no document, as `plain` spells it."""
    return survey.once("words outside documents", lambda: frozenset(_words(survey)))


def texts(survey: Survey) -> list[Entry]:
    return [e for e in survey.snapshot.texts if e.role is not Role.DOCS]


def _words(survey: Survey) -> Iterator[str]:
    for entry in texts(survey):
        yield from map(plain, set(_WORD.findall(survey.snapshot.source(entry.path))))


def unread(survey: Survey) -> str:
    """A program or configuration whose words are not known, '' when there is none.

    What is behind a submodule is part of the program as well.
    """
    if survey.snapshot.find(".gitmodules"):
        return ".gitmodules"
    return next((e.path for e in survey.snapshot.entries if _hides_words(e)), "")


def _hides_words(entry: Entry) -> bool:
    language = language_of(entry.path, b"")
    hidden = entry.fate is Fate.SKIPPED or not entry.text
    return (
        hidden
        and bool(language)
        and entry.size > 0
        and entry.mode in (Mode.FILE, Mode.EXECUTABLE)
        and role_of(entry.path, language, b"") is not Role.DOCS
    )
