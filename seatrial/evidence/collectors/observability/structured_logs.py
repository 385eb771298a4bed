"""A service's log lines can be searched by field."""

import re

from seatrial.evidence.collectors.python_scope import production
from seatrial.evidence.collectors.services import NOT_A_SERVICE, absent, mentioned, seen
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
    if not survey.is_service:
        return [survey.not_applicable(CHECK, NOT_A_SERVICE)]
    if spot := seen(production(survey), STRUCTURED_LOGS):
        return [survey.holds(CHECK, "log lines name their fields", spot)]
    if spot := mentioned(survey, _CONFIGURED, Role.CONFIG, Role.CONTAINER):
        return [survey.holds(CHECK, "a structured formatter is configured", spot)]
    message = "no formatter that names fields"
    return absent(survey, CHECK, message, searched=("Python sources", "configuration"))
