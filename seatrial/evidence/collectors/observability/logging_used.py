"""A service tells what it does through a logging library."""

from seatrial.evidence.collectors import spring
from seatrial.evidence.collectors.program_scope import production
from seatrial.evidence.collectors.services import absent, seen, without_service
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.python.traits import LOGS
from seatrial.evidence.survey import Survey

CHECK = Check(
    id="observability.logging-used",
    statement="The service logs through a logging library",
    gate="G6",
    severity=Severity.MEDIUM,
    remedy="Log what happens and what goes wrong, with levels, through the logging module.",
    effort="S",
    maps=("CWE-778",),
)


def collect(survey: Survey) -> list[Evidence]:
    if other := without_service(survey, CHECK):
        return [other]
    if spot := seen(production(survey), LOGS):
        return [survey.holds(CHECK, "a logger is used", spot)]
    if spot := spring.boot(survey):
        message = "no logger is used: only what Spring Boot itself says is logged"
        return [survey.fails(CHECK, message, spot, severity=Severity.LOW)]
    return absent(survey, CHECK, "no logger is used", searched=("sources",))
