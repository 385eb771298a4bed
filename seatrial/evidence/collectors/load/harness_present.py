"""Something in the repository can measure how fast the program answers."""

from seatrial.evidence.collectors.load.profiles import SEARCHED, profiles
from seatrial.evidence.collectors.services import without_service
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Survey

CHECK = Check(
    id="load.harness-present",
    statement="A load harness or benchmark is kept with the code",
    gate="G2",
    severity=Severity.LOW,
    remedy="Add a load profile of the main requests, for example with k6 or Locust.",
    effort="M",
)
_MOST = 5


def collect(survey: Survey) -> list[Evidence]:
    found = sorted(profiles(survey), key=lambda p: not p.loads)
    if found:
        tools = ", ".join(dict.fromkeys(p.tool for p in found))
        message = f"{len(found)} files measure speed: {tools}"
        spots = [p.spot for p in found[:_MOST]]
        return [survey.holds(CHECK, message, *spots, files=len(found))]
    if other := without_service(survey, CHECK):
        return [other]
    return [survey.fails(CHECK, "nothing here measures latency", searched=SEARCHED)]
