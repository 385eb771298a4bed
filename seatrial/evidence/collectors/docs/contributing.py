"""Who wants to contribute is told how."""

import re

from seatrial.evidence.collectors.docs.community import home, without_home
from seatrial.evidence.collectors.docs.opened import unopened
from seatrial.evidence.collectors.prose import sections, telling
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="docs.contributing",
    statement="A document says how to contribute",
    gate="G8",
    severity=Severity.INFO,
    remedy="Add a CONTRIBUTING.md: how to set up, how to run the tests, how a change gets in.",
    likelihood="low",
    maps=("OSPS-GV-03.01",),
)
_FILES = r"(\.github/|docs?/(.*/)?)?(contribut\w*|hacking|develop\w*)(\.\w+|/[^/]*)?"
_TITLE = re.compile(r"contribut|develop|hacking", re.IGNORECASE)
_LINK = re.compile(r"contribut\w*[^\n]{0,80}https?://|https?://\S{0,200}contribut", re.IGNORECASE)
_FEWEST_WORDS = 15


def collect(survey: Survey) -> list[Evidence]:
    where = home(survey)
    if where is None:
        return [without_home(survey, CHECK)]
    for entry in survey.snapshot.named(_FILES):
        if sum(map(telling, survey.snapshot.lines(entry.path))) >= _FEWEST_WORDS:
            return [survey.holds(CHECK, f"{entry.path!r} says how", Spot(entry.path, 1))]
    for entry in survey.snapshot.named(r"(\.github/|docs?/)?readme[^/]*"):
        if number := _in_readme(survey.snapshot.lines(entry.path)):
            return [survey.holds(CHECK, f"{entry.path!r} says how", Spot(entry.path, number))]
    if unread := unopened(survey, CHECK):
        return unread
    message = "no document says how to contribute"
    return [survey.fails(CHECK, message, where, searched=("CONTRIBUTING*", "README*", "docs/"))]


def _in_readme(lines: list[str]) -> int:
    for section in sections(lines):
        if _TITLE.search(section.title) and section.words >= _FEWEST_WORDS:
            return section.line
    return next((n for n, line in enumerate(lines, 1) if _LINK.search(line[:1000])), 0)
