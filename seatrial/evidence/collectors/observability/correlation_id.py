"""What one request caused can be found again: an id goes with it into the log."""

import re

from seatrial.evidence.collectors.program_scope import production
from seatrial.evidence.collectors.services import absent, mentioned, seen, without_service
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.python.traits import CORRELATES
from seatrial.evidence.survey import Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="observability.correlation-id",
    statement="Log lines or traces carry the id of the request",
    gate="G6",
    severity=Severity.LOW,
    remedy="Take X-Request-ID or traceparent from the request, or make one, and log it.",
    effort="M",
)
_CONFIGURED = re.compile(
    r"x[-_]request[-_]id|x[-_]correlation[-_]id|\$request_id|OTEL_EXPORTER|traceparent",
    re.IGNORECASE,
)


def collect(survey: Survey) -> list[Evidence]:
    if other := without_service(survey, CHECK):
        return [other]
    if spot := seen(production(survey), CORRELATES):
        return [survey.holds(CHECK, "requests carry an id", spot)]
    if spot := mentioned(survey, _CONFIGURED, Role.CONFIG, Role.CONTAINER):
        return [survey.holds(CHECK, "requests carry an id", spot)]
    message = "no id of the request is logged or traced"
    return absent(survey, CHECK, message, searched=("Python sources", "configuration"))
