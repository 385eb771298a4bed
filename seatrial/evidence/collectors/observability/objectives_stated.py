"""What share of the time or the requests must go well is written down as a number."""

import re

from seatrial.evidence.collectors.services import without_service
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="observability.objectives-stated",
    statement="A service level objective is stated as a number",
    gate="G6",
    severity=Severity.INFO,
    remedy="State one in a document: 99.5 % of the requests of a month answer below 500 ms.",
    likelihood="low",
)
_OBJECTIVE = re.compile(
    r"\b(SLOs?|SLAs?|service[- ]level|error budget|availability|uptime)\b.{0,120}?\d{2}(\.\d+)?\s*%"
    r"|\d{2}(\.\d+)?\s*%.{0,80}\b(SLO|SLA|availability|uptime|of (all )?requests)\b"
    r"|^\s*kind:\s*(SLO|PrometheusServiceLevel)\b|^\s*objective:\s*9\d",
    re.IGNORECASE,
)
_SEARCHED = ("documents", "OpenSLO and Sloth files")


def collect(survey: Survey) -> list[Evidence]:
    if other := without_service(survey, CHECK):
        return [other]
    texts = survey.snapshot.files(Role.DOCS) + survey.snapshot.files(Role.CONFIG, language="yaml")
    for entry in texts:
        for number, line in enumerate(survey.snapshot.lines(entry.path), 1):
            if _OBJECTIVE.search(line[:500]):
                return [survey.holds(CHECK, f"{entry.path!r} states one", Spot(entry.path, number))]
    return [survey.fails(CHECK, "no service level objective is stated", searched=_SEARCHED)]
