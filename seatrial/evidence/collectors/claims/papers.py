"""The readiness documents of a tree, and those that could not be read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from seatrial.batch import Unread
from seatrial.claims.checked import Checked
from seatrial.evidence.collectors.docs.opened import unopened_documents
from seatrial.evidence.model import Check, Evidence
from seatrial.evidence.survey import Spot, Survey

_NAMED = r"(.*/)?[^/]*(readiness|production[-_]?ready|go[-_]?no[-_]?go|certificate)[^/]*"


@dataclass(frozen=True)
class Papers:
    """Readiness documents by path, and the reason for each that could not be read."""

    read: dict[str, Checked] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)


def papers(survey: Survey) -> Papers:
    return survey.once("readiness documents", lambda: _papers(survey))


def _papers(survey: Survey) -> Papers:
    found = Papers()
    for path, seen in survey.claims.items():
        if isinstance(seen, Unread):
            found.unread[path] = seen.reason
        elif seen.readiness:
            found.read[path] = seen
    for entry in unopened_documents(survey, _NAMED):
        found.unread[entry.path] = entry.reason or "it holds no text"
    return found


def answer(
    survey: Survey,
    check: Check,
    judge: Callable[[str, Checked], Iterator[Evidence]],
    held: str,
) -> list[Evidence]:
    """What `judge` says of every document, else that the check holds."""
    known = papers(survey)
    told = [e for path, seen in sorted(known.read.items()) for e in judge(path, seen)]
    return answer_of(survey, check, told, survey.holds(check, held.format(len(known.read))))


def answer_of(
    survey: Survey, check: Check, told: Sequence[Evidence], else_: Evidence
) -> list[Evidence]:
    """`told`, and every document that could not be read; `else_` where there is neither."""
    known = papers(survey)
    unread = [
        survey.unavailable(check, f"{path!r} was not read: {reason}")
        for path, reason in sorted(known.unread.items())
    ]
    if not known.read and not unread:
        return [survey.not_applicable(check, "there is no readiness document")]
    return [*told, *unread] or [else_]


def spots(path: str, *lines: int) -> list[Spot]:
    return [Spot(path, line) for line in lines]
