"""Somebody is told when the service is in trouble."""

from seatrial.evidence.collectors.observability.alerts import SEARCHED, alerts, unread_alerts
from seatrial.evidence.collectors.program_scope import production
from seatrial.evidence.collectors.services import absent, seen, without_service
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.python.traits import REPORTS_ERRORS
from seatrial.evidence.survey import Survey

CHECK = Check(
    id="observability.alerts-defined",
    statement="Alerts are defined, or errors are sent to people or to a service that alerts",
    gate="G6",
    severity=Severity.LOW,
    remedy="Keep alert rules with the code, for example a Prometheus rule on the error rate.",
    effort="M",
)


def collect(survey: Survey) -> list[Evidence]:
    if other := without_service(survey, CHECK):
        return [other]
    if found := alerts(survey):
        names = ", ".join(repr(a.name) for a in found[:5])
        return [survey.holds(CHECK, f"{len(found)} alerts: {names}", *(a.spot for a in found[:5]))]
    if spot := seen(production(survey), REPORTS_ERRORS):
        return [
            survey.holds(
                CHECK, "errors are reported to somebody, or to a service that alerts", spot
            )
        ]
    if broken := unread_alerts(survey):
        return [survey.unavailable(CHECK, f"{path!r} cannot be read") for path in broken]
    return absent(survey, CHECK, "nothing alerts anybody", searched=SEARCHED)
