"""Whoever runs the service can make its log more or less talkative without changing the code."""

import re

from seatrial.evidence.collectors import spring
from seatrial.evidence.collectors.program_scope import production
from seatrial.evidence.collectors.services import absent, mentioned, seen, without_service
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.python.traits import LEVEL_CONFIGURABLE
from seatrial.evidence.survey import Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="observability.level-configurable",
    statement="The log level is a setting",
    gate="G6",
    severity=Severity.LOW,
    remedy="Read the log level from the environment or the configuration.",
    effort="S",
)
_LEVEL = re.compile(r"log[_.-]?level", re.IGNORECASE)


def collect(survey: Survey) -> list[Evidence]:
    if other := without_service(survey, CHECK):
        return [other]
    if spot := seen(production(survey), LEVEL_CONFIGURABLE):
        return [survey.holds(CHECK, "the level is a setting", spot)]
    if spot := mentioned(survey, _LEVEL, Role.CONFIG, Role.CONTAINER):
        return [survey.holds(CHECK, "the level is a setting", spot)]
    if spot := spring.boot(survey):
        return [survey.holds(CHECK, "Spring Boot takes the level from outside", spot)]
    message = "the log level cannot be set from outside"
    return absent(survey, CHECK, message, searched=("sources", "configuration"))
