"""A change starts CI: something looks at every push or pull request."""

from seatrial.evidence.collectors import gitlab
from seatrial.evidence.collectors.delivery.pipelines import (
    SEARCHED,
    on_change,
    other_pipelines,
    unreadable,
)
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="delivery.ci-present",
    statement="Every push or pull request starts CI",
    gate="G11",
    severity=Severity.MEDIUM,
    remedy="Add a CI definition that runs on push and pull request.",
    effort="S",
)


def collect(survey: Survey) -> list[Evidence]:
    systems = {path: "github-actions" for path in on_change(survey)} | other_pipelines(survey)
    if systems:
        named = sorted(set(systems.values()))
        message = f"a change starts CI ({', '.join(named)}): {', '.join(sorted(systems)[:5])}"
        return [survey.holds(CHECK, message, definitions=len(systems))]
    if unread := unreadable(survey, CHECK):
        return unread
    if waiting := [*survey.workflows, *gitlab.files(survey)]:
        spots = [Spot(path, 1) for path in waiting]
        return [survey.fails(CHECK, "no workflow starts on a push or pull request", *spots)]
    return [survey.fails(CHECK, "no CI definition was found", searched=SEARCHED)]
