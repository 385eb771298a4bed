"""What a readiness document ticks as in place is what other checks saw in the tree."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seatrial.claims.marks import Mark
from seatrial.evidence.collectors.claims.held import Held, Paper, differs, fits, unknown
from seatrial.evidence.collectors.delivery import (
    ci_present,
    ci_runs_tests,
    container_non_root,
    healthcheck,
    resource_limits,
)
from seatrial.evidence.collectors.docs import changelog, contributing, licence_file
from seatrial.evidence.collectors.observability import (
    alerts_defined,
    correlation_id,
    dashboards,
    health_endpoint,
    metrics_endpoint,
    structured_logs,
)
from seatrial.evidence.collectors.recovery import graceful_shutdown, rollback_documented
from seatrial.evidence.collectors.security import policy
from seatrial.evidence.collectors.startup import env_template
from seatrial.evidence.collectors.supply import actions_pinned, images_pinned, locked
from seatrial.evidence.collectors.tests import present
from seatrial.evidence.collectors.wiring import no_cycles, no_stubs
from seatrial.evidence.model import Check, Evidence, Outcome, Severity
from seatrial.evidence.survey import Collector, Spot, Survey

CHECK = Check(
    id="claims.features-seen",
    statement="What a readiness document ticks as in place is seen in the tree",
    gate="G12",
    severity=Severity.MEDIUM,
    remedy="Put it in place, or take the tick away.",
)


@dataclass(frozen=True)
class Feature:
    """What a ticked line claims, in words, and the collector that looks for it."""

    words: str
    seen_by: Collector

    @property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{self.words})\b", re.IGNORECASE)


FEATURES = (
    Feature(r"(?:no|zero|0) (?:import cycles|circular (?:imports|dependenc\w+))", no_cycles),
    Feature(r"(?:no|zero|0) stubs?(?: code| functions)?", no_stubs),
    Feature(r"(?:unit|integration|automated) tests (?:written|added|exist|in place)", present),
    Feature(r"tests? (?:run|runs|running|executed) in (?:the )?CI", ci_runs_tests),
    Feature(r"CI(?:/CD)? (?:pipeline|workflow)s?(?: configured| in place| set ?up)?", ci_present),
    Feature(r"non-?root (?:user|containers?|docker)|run(?:s|ning)? as (?:a )?non-?root",
            container_non_root),
    Feature(r"(?:docker|container) health ?checks?", healthcheck),
    Feature(r"(?:CPU|memory|resource)(?: and memory)? limits (?:set|configured|defined)",
            resource_limits),
    Feature(r"structured (?:json )?logging|json logging", structured_logs),
    Feature(r"(?:prometheus )?metrics endpoint|/metrics", metrics_endpoint),
    Feature(r"(?:request|correlation)[ -]ids?|request correlation", correlation_id),
    Feature(r"health ?check endpoints?|health endpoints?", health_endpoint),
    Feature(r"grafana dashboards?|dashboards? (?:configured|created|defined|in place)", dashboards),
    Feature(r"alert(?:ing)?s? (?:rules )?(?:configured|defined|in place)", alerts_defined),
    Feature(r"graceful shutdown", graceful_shutdown),
    Feature(r"rollback (?:plan|procedures?) (?:documented|in place|written)", rollback_documented),
    Feature(r"security policy|SECURITY\.md", policy),
    Feature(r"licen[cs]e file|LICEN[CS]E(?:\.md)? (?:present|added|in place)", licence_file),
    Feature(r"changelog (?:present|kept|maintained|updated|in place)", changelog),
    Feature(r"contributing (?:guide|guidelines)|CONTRIBUTING\.md", contributing),
    Feature(r"env(?:ironment)? template|\.env\.example", env_template),
    Feature(r"all (?:critical )?dependencies (?:are )?(?:pinned|locked)", locked),
    Feature(r"(?:all )?actions (?:are )?pinned", actions_pinned),
    Feature(r"(?:all )?(?:docker |base )?images (?:are )?pinned", images_pinned),
)  # fmt: skip
_PATTERNS = tuple((feature.pattern, feature.seen_by) for feature in FEATURES)
_UNSURE = re.compile(
    r"\b(if|or|planned|todo|recommended|should|before|needs?|missing|partial(?:ly)?|optional"
    r"|except|some|can|could|future|later|ready to be)\b",
    re.IGNORECASE,
)


def compare(survey: Survey, paper: Paper) -> Iterator[Held]:
    for item in paper.checked.called("check"):
        if item.more["mark"] != Mark.DONE or _UNSURE.search(item.text):
            continue
        for pattern, seen_by in _PATTERNS:
            if found := pattern.search(item.text):
                yield _judge(_seen(survey, seen_by), item.line, found[0], seen_by.CHECK)


def _seen(survey: Survey, seen_by: Collector) -> list[Evidence]:
    """What the collector says; asked once, however many lines claim it."""
    return survey.once(f"seen by {seen_by.CHECK.id}", lambda: seen_by.collect(survey))


def _judge(seen: list[Evidence], line: int, words: str, check: Check) -> Held:
    says = f"{words!r} is ticked; {check.id}: "
    failing = [e for e in seen if e.outcome is Outcome.FAILS]
    holding = [e for e in seen if e.outcome is Outcome.HOLDS]
    unseen = [e for e in seen if e.outcome is Outcome.UNAVAILABLE]
    if failing:
        severity = min(Severity.MEDIUM, failing[0].severity or check.severity, key=_rank)
        return differs(line, says + failing[0].message, *_spots(failing), severity=severity)
    if unseen or not holding:
        return unknown(line, says + (unseen or seen)[0].message if seen else says + "no answer")
    return fits(line, says + holding[0].message, *_spots(holding))


def _rank(severity: Severity) -> int:
    return severity.rank


def _spots(seen: list[Evidence]) -> list[Spot]:
    return [Spot(p.path, p.line_start, p.line_end) for e in seen for p in e.places][:3]
