"""Who updates is told what changed: a changelog with at least one release."""

from seatrial.evidence.collectors.docs.changelogs import FILES, read_changelog
from seatrial.evidence.collectors.docs.opened import unopened
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="docs.changelog",
    statement="A changelog names its releases",
    gate="G8",
    severity=Severity.LOW,
    remedy="Keep a CHANGELOG.md with a section for each release.",
    effort="S",
    maps=("OSPS-BR-04.01",),
)
_SEARCHED = ("CHANGELOG*", "CHANGES*", "HISTORY*", "NEWS*", "RELEASES*", "docs/ likewise")


def collect(survey: Survey) -> list[Evidence]:
    changelog = read_changelog(survey)
    if changelog is None and (unread := unopened(survey, CHECK, FILES)):
        return unread
    if changelog is None:
        return [survey.fails(CHECK, "there is no changelog", searched=_SEARCHED)]
    if not changelog.entries and not changelog.dated:
        message = f"{changelog.path!r} names no version and no date"
        return [survey.fails(CHECK, message, Spot(changelog.path, 1))]
    count = len(changelog.entries) or changelog.dated
    return [survey.holds(CHECK, f"{changelog.path!r} has {count} entries", entries=count)]
