"""The words of the tree outside of its documents: a name that is not among them is used by nothing.

Words are compared without their separators and capitals: a setting is `cache_ttl` in Python,
`cacheTtl` in JavaScript and `CACHE_TTL` in the environment.
"""

from collections.abc import Iterable

from seatrial.evidence.survey import Survey
from seatrial.snapshot.languages import language_of
from seatrial.snapshot.model import Entry, Fate, Mode, Role
from seatrial.snapshot.roles import role_of

_SEPARATORS = str.maketrans("", "", "-_")


def plain(name: str) -> str:
    return name.translate(_SEPARATORS).lower()


def absent(survey: Survey, names: Iterable[str]) -> set[str]:
    """Those of `names` that stand in no text but documents, not even as a part of a word."""
    left = {name: plain(name) for name in names}
    for entry in survey.snapshot.texts:
        if left and entry.role is not Role.DOCS:
            text = plain(survey.snapshot.source(entry.path))
            left = {name: spelt for name, spelt in left.items() if spelt not in text}
    return set(left)


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
