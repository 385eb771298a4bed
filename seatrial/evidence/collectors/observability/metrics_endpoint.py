"""A service measures itself and lets others read or receive the numbers."""

import re

from seatrial.evidence.collectors import spring
from seatrial.evidence.collectors.program_scope import production
from seatrial.evidence.collectors.services import absent, seen, without_service
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.python.traits import EXPORTS_METRICS
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="observability.metrics-endpoint",
    statement="The service serves or sends metrics",
    gate="G6",
    severity=Severity.LOW,
    remedy="Serve /metrics, or send counts and times of requests to a collector.",
    effort="M",
)
_METRICS = re.compile(r".*\bmetrics/?\$?", re.IGNORECASE)


def collect(survey: Survey) -> list[Evidence]:
    if other := without_service(survey, CHECK):
        return [other]
    scope = production(survey)
    if spot := seen(scope, EXPORTS_METRICS):
        return [survey.holds(CHECK, "a metrics library is used", spot)]
    for path, facts in scope.read.items():
        for route in facts.routes:
            if _METRICS.fullmatch(route.path):
                return [survey.holds(CHECK, f"serves {route.path!r}", Spot(path, route.line))]
    if spot := spring.shown_metrics(survey):
        return [survey.holds(CHECK, "Actuator shows metrics", spot)]
    message = "no metrics are served or sent"
    return absent(survey, CHECK, message, searched=("routes and imports in sources",))
