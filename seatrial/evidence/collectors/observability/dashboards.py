"""The pictures that operators look at are kept with the code."""

import re

from seatrial.evidence.collectors.services import without_service
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="observability.dashboards",
    statement="A dashboard of the service is kept with the code",
    gate="G6",
    severity=Severity.INFO,
    remedy="Export the dashboard as JSON and commit it, or define it in Terraform.",
    effort="M",
    likelihood="low",
)
_DASHBOARD = re.compile(
    r"\"(panels|widgets)\"\s*:\s*\[\s*\{|kind:\s*GrafanaDashboard\b|CloudWatch.*Dashboard"
    r"|resource\s+\"(grafana_dashboard|aws_cloudwatch_dashboard|datadog_dashboard\w*"
    r"|google_monitoring_dashboard|newrelic_one_dashboard\w*)\""
)
_GRAFANA = re.compile(r"\"(schemaVersion|templating|gridPos)\"")
_SEARCHED = ("Grafana JSON", "GrafanaDashboard", "dashboards in Terraform")


def collect(survey: Survey) -> list[Evidence]:
    if other := without_service(survey, CHECK):
        return [other]
    for entry in survey.snapshot.files(Role.CONFIG, Role.DATA, Role.SOURCE, Role.DOCS):
        if entry.language not in {"json", "yaml", "terraform"}:
            continue
        text = survey.snapshot.source(entry.path)
        found = _DASHBOARD.search(text)
        if found and (entry.language != "json" or _GRAFANA.search(text)):
            line = text.count("\n", 0, found.start()) + 1
            return [survey.holds(CHECK, f"{entry.path!r} is one", Spot(entry.path, line))]
    return [survey.fails(CHECK, "no dashboard is kept with the code", searched=_SEARCHED)]
