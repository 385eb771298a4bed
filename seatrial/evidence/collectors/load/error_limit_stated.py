"""A load profile fails by itself when too many requests fail."""

import re

from seatrial.evidence.collectors.load.profiles import Profile, profiles
from seatrial.evidence.collectors.services import without_service
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="load.error-limit-stated",
    statement="A load profile states the share of failed requests that it allows",
    gate="G3",
    severity=Severity.LOW,
    remedy="State the limit in the profile, for example k6's thresholds: "
    "{http_req_failed: ['rate<0.01']}.",
)
_LIMIT = re.compile(
    r"http_req_failed['\"]?\s*:|\bfail_ratio\b|\bprocess_exit_code\b|\bfailedRequests\(\)"
    r"|\bmaxErrorRate\b|\bensure\s*:|--fail-above|\bsuccessfulRequests\(\)|Assertion\.response_code"
)


def collect(survey: Survey) -> list[Evidence]:
    loads = [p for p in profiles(survey) if p.loads]
    if not loads and (other := without_service(survey, CHECK)):
        return [other]
    for profile in loads:
        if spot := _limit(survey, profile):
            return [survey.holds(CHECK, f"{profile.tool} states an error limit", spot)]
    if loads:
        spots = [p.spot for p in loads[:5]]
        return [survey.fails(CHECK, "no load profile states an error limit", *spots)]
    return [survey.fails(CHECK, "no load profile, so no error limit", searched=(_LOOKED,))]


_LOOKED = "files that drive load: k6, Locust, Gatling, JMeter, Artillery, load commands"


def _limit(survey: Survey, profile: Profile) -> Spot | None:
    for number, line in enumerate(survey.snapshot.lines(profile.spot.path), 1):
        if _LIMIT.search(line[:2000]):
            return Spot(profile.spot.path, number)
    return None
