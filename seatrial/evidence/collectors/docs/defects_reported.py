"""Who finds a defect is told where to report it."""

import re

from seatrial.evidence.collectors.docs.community import home, without_home
from seatrial.evidence.collectors.docs.opened import unopened
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="docs.defects-reported",
    statement="A document or template says where to report a defect",
    gate="G8",
    severity=Severity.INFO,
    remedy="Name the issue tracker in the README, or add an issue template.",
    likelihood="low",
    maps=("OSPS-DO-02.01",),
)
_TEMPLATES = r"\.(github|gitlab|gitea|forgejo)/issue_template(s)?(/.*|\.\w+)"
_FILES = (
    r"(\.github/|docs?/)?(readme|contributing|support|bugs?|faq)[^/]*|pyproject\.toml|setup\.cfg"
    r"|setup\.py|package\.json|docs?/(.*/)?(support|contributing|bugs?|help|community)[^/]*"
)
_SAYS = re.compile(
    r"/issues\b|/bugs\b|issue tracker|bug tracker|\b(report|file|open|submit)\b.{0,40}\b(bugs?"
    r"|issues?|defects?|problems?)\b|bug reports?|discussions\b",
    re.IGNORECASE,
)


def collect(survey: Survey) -> list[Evidence]:
    where = home(survey)
    if where is None:
        return [without_home(survey, CHECK)]
    for entry in survey.snapshot.named(_TEMPLATES):
        if survey.snapshot.source(entry.path).strip():
            return [survey.holds(CHECK, f"{entry.path!r} asks for one", Spot(entry.path, 1))]
    for entry in survey.snapshot.named(_FILES):
        for number, line in enumerate(survey.snapshot.lines(entry.path), 1):
            if _SAYS.search(line[:1000]):
                return [survey.holds(CHECK, f"{entry.path!r} says where", Spot(entry.path, number))]
    if unread := unopened(survey, CHECK):
        return unread
    searched = ("README*", "CONTRIBUTING*", "SUPPORT*", "issue templates", "manifests")
    message = "nothing says where to report a defect"
    return [survey.fails(CHECK, message, where, searched=searched)]
