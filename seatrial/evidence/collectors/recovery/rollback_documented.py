"""The documents say how to go back: to the last release, or to the last copy of the data."""

import re

from seatrial.evidence.collectors.docs.opened import not_written
from seatrial.evidence.collectors.prose import sections, telling
from seatrial.evidence.collectors.services import without_service
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="recovery.rollback-documented",
    statement="The documents say how to restore or roll back",
    gate="G4",
    severity=Severity.LOW,
    remedy="Write down how to restore the data and how to return to the release before.",
    effort="M",
)
_GOING_BACK = re.compile(
    r"\b(restor(e|ing|ation)|roll(ed|ing)?[ -]?back|back(ing)?[ -]?up|disaster recovery"
    r"|downgrad(e|ing))\b",
    re.IGNORECASE,
)
_FEWEST_WORDS = 4
# Past changes and legal texts use the words without telling anybody what to do.
_NOT_INSTRUCTIONS = re.compile(
    r"(^|/)(change|history|news|release|licen[cs]e|notice|security|contributing|code_of)",
    re.IGNORECASE,
)


def collect(survey: Survey) -> list[Evidence]:
    if other := without_service(survey, CHECK):
        return [other]
    entries = survey.snapshot.files(Role.DOCS)
    paths = [e.path for e in entries if not _NOT_INSTRUCTIONS.search(e.path)]
    paths.sort(key=lambda path: path == survey.readme)  # the README often only points elsewhere
    for path in paths:
        if number := _tells(survey.snapshot.lines(path)):
            return [survey.holds(CHECK, f"{path!r} speaks of it", Spot(path, number))]
    message = "no document says how to restore or roll back"
    searched = paths[:20] or ["README", "docs/"]
    return not_written(survey, CHECK, message, searched=searched)


def _tells(lines: list[str]) -> int:
    """The first line that says something about it: a heading counts with what stands below it."""
    below: dict[int, int] | None = None
    for number, line in enumerate(lines, start=1):
        if _GOING_BACK.search(line[:1000]):
            if below is None:
                below = {section.line: section.words for section in sections(lines)}
            if below.get(number, telling(line)) >= _FEWEST_WORDS:
                return number
    return 0
