"""A load profile runs long enough to show leaks and slow decay."""

import re

from seatrial.evidence.collectors.load.profiles import Profile, profiles
from seatrial.evidence.collectors.services import without_service
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="load.soak-profile",
    statement="A load profile runs for half an hour or longer",
    gate="G3",
    severity=Severity.LOW,
    remedy="Add a profile with steady load for an hour or more, for example k6 with duration '1h'.",
)
LEAST_MINUTES = 30.0
# duration: '2h30m' (k6, Artillery), -d 1h, -t 3600s, --run-time 1h30m, during(2.hours)
_STATED = re.compile(
    r"(?i)(?:\bduration\b['\"]?\s*[:=]\s*|\brun[_-]time\b\s*[=\s]\s*|\s-(?:d|z|t)\s*|-duration[=\s]"
    r"|during\(\s*|constantUsersPerSec\([^)]{0,20}\)\s*\.during\(\s*)['\"]?(?P<length>\d[\w.]{0,15})"
)
_PART = re.compile(r"(?i)(\d+(?:\.\d+)?)\.?\s*(hours?|h|minutes?|min|m(?!s)|seconds?|s|$)")
_IN_MINUTES = {"h": 60.0, "m": 1.0, "s": 1 / 60, "": 1 / 60}


def collect(survey: Survey) -> list[Evidence]:
    loads = [p for p in profiles(survey) if p.loads]
    if not loads and (other := without_service(survey, CHECK)):
        return [other]
    longest = max((_longest(survey, p) for p in loads), default=None, key=lambda pair: pair[0])
    if longest and longest[0] >= LEAST_MINUTES:
        message = f"a load profile runs for {longest[0]:.0f} minutes"
        return [survey.holds(CHECK, message, longest[1], minutes=longest[0])]
    searched = ("durations of load profiles",)
    return [survey.fails(CHECK, "no load profile runs for half an hour", searched=searched)]


def _longest(survey: Survey, profile: Profile) -> tuple[float, Spot]:
    path = profile.spot.path
    best = (0.0, profile.spot)
    for number, line in enumerate(survey.snapshot.lines(path), 1):
        for match in _STATED.finditer(line[:2000]):
            best = max(best, (minutes(match["length"]), Spot(path, number)), key=lambda b: b[0])
    return best


def minutes(text: str) -> float:
    """The length of `2h30m`, `90m`, `3600s`, `2.hours`; a plain number is seconds."""
    return sum(float(n) * _IN_MINUTES[unit[:1].lower()] for n, unit in _PART.findall(text))
