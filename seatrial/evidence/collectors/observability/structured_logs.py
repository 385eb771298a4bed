"""A service's log lines can be searched by field."""

import re

from seatrial.evidence.collectors.program_scope import production
from seatrial.evidence.collectors.services import absent, mentioned, seen, without_service
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.python.traits import STRUCTURED_LOGS
from seatrial.evidence.survey import Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="observability.structured-logs",
    statement="Log lines name their fields, as JSON or key=value",
    gate="G6",
    severity=Severity.LOW,
    remedy="Give the log a JSON or key=value formatter.",
    effort="S",
)
_CONFIGURED = re.compile(
    r"pythonjsonlogger|json_log_formatter|jsonformatter|logfmter|ecs_logging|structlog",
    re.IGNORECASE,
)


def collect(survey: Survey) -> list[Evidence]:
    if other := without_service(survey, CHECK):
        return [other]
    if spot := seen(production(survey), STRUCTURED_LOGS):
        return [survey.holds(CHECK, "log lines name their fields", spot)]
    if spot := mentioned(survey, _CONFIGURED, Role.CONFIG, Role.CONTAINER):
        return [survey.holds(CHECK, "a structured formatter is configured", spot)]
    message = "no formatter that names fields"
    return absent(survey, CHECK, message, searched=("sources", "configuration"))
