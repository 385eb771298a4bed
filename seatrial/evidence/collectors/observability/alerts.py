"""Alerts that the repository defines: who is told when the service is in trouble."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.yaml_tree import Node, read_yaml_all
from seatrial.snapshot.model import Entry, Role

SEARCHED = (
    "Prometheus rules",
    "Grafana and Terraform alerts",
    "Sentry and its kin, mail of errors in sources",
)
_TERRAFORM = re.compile(
    r"resource\s+\"(aws_cloudwatch_metric_alarm|google_monitoring_alert_policy|datadog_monitor"
    r"|azurerm_monitor_\w*alert\w*|grafana_rule_group|newrelic_\w*alert\w*|pagerduty_service)\"\s+"
    r"\"([\w-]{1,100})\""
)


@dataclass(frozen=True)
class Alert:
    """`runbook` is the address that the alert itself gives, '' when it gives none."""

    name: str
    spot: Spot
    runbook: str = ""


def alerts(survey: Survey) -> list[Alert]:
    """Alerts by the order of their paths."""
    return survey.once("alerts", lambda: list(_alerts(survey)))


def unread_alerts(survey: Survey) -> list[str]:
    """Files that hold alerts and cannot be read."""
    return [e.path for e in _candidates(survey) if read_yaml_all(survey.snapshot.source(e.path)) is
            None]  # fmt: skip


def _alerts(survey: Survey) -> Iterator[Alert]:
    for entry in _candidates(survey):
        for document in read_yaml_all(survey.snapshot.source(entry.path)) or ():
            yield from _of_document(entry.path, document)
    for entry in survey.snapshot.named(r".*\.tf"):
        for number, line in enumerate(survey.snapshot.lines(entry.path), 1):
            if found := _TERRAFORM.match(line[:300]):
                yield Alert(found[2], Spot(entry.path, number))


def _candidates(survey: Survey) -> list[Entry]:
    found = survey.snapshot.files(Role.CONFIG, Role.SOURCE, Role.DATA, language="yaml")
    texts = ((e, survey.snapshot.source(e.path)) for e in found)
    return [e for e, text in texts if "alert:" in text and "expr:" in text]


def _of_document(path: str, document: Node) -> Iterator[Alert]:
    """Rules of Prometheus: mappings with `alert` and `expr`, in a file of their own or a
    PrometheusRule."""
    for node in document.walk():
        if node.text("alert") and node.get("expr"):
            notes = node.get("annotations")
            runbook = notes.text("runbook_url") or notes.text("runbook") if notes else ""
            yield Alert(node.text("alert"), Spot(path, node.key_line("alert")), runbook)
