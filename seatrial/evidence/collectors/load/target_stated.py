"""Somebody has written down how fast the service must answer, so that a measurement can miss it."""

import re

from seatrial.evidence.collectors.load.profiles import profiles
from seatrial.evidence.collectors.services import without_service
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="load.target-stated",
    statement="The latency that the service must keep to is stated",
    gate="G2",
    severity=Severity.LOW,
    remedy="State it where load is driven (k6: thresholds http_req_duration: ['p(99)<500']) or in "
    "a document: p99 below 500 ms.",
)
_NUMBER = r"\d[\d.,]*\s*(ms\b|msecs?\b|milli|s\b|secs?\b|seconds?\b)"
_PERCENTILE = (
    r"\b(p\(?(9\d|50)(\.\d+)?\)?|9\d(\.\d+)?(th)? percentile|median|latency|response time)"
)
_TARGET = re.compile(
    rf"{_PERCENTILE}.{{0,60}}?(<|≤|&lt;|below|under|within|at most|:|\||=).{{0,20}}?{_NUMBER}"
    rf"|{_NUMBER}.{{0,40}}{_PERCENTILE}|http_req_duration.{{0,60}}p\(\d"
    r"|maxResponseTime|responseTime\(\)\.percentile|max_(median|p9\d)|benchmark-max-time",
    re.IGNORECASE,
)
_SEARCHED = ("documents", "load profiles", "configuration in YAML")
# A timeout is no target, and what was measured once is none either.
_OTHER = re.compile(r"timeout|measured|took|was\b|were\b|interval|sleep|debounce", re.IGNORECASE)
_PAST = re.compile(r"(?i)(^|/)(change|history|news|release)")


def collect(survey: Survey) -> list[Evidence]:
    if other := without_service(survey, CHECK):
        return [other]
    paths = [p.spot.path for p in profiles(survey) if p.loads]
    texts = survey.snapshot.files(Role.DOCS) + survey.snapshot.files(Role.CONFIG, language="yaml")
    paths += [e.path for e in texts if not _PAST.search(e.path)]
    for path in dict.fromkeys(paths):
        for number, line in enumerate(survey.snapshot.lines(path), 1):
            if _TARGET.search(line[:500]) and not _OTHER.search(line[:500]):
                return [survey.holds(CHECK, f"{path!r} states it", Spot(path, number))]
    return [survey.fails(CHECK, "nothing states how fast it must answer", searched=_SEARCHED)]
