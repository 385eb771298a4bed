"""Who is woken by an alert finds what to do: a document names it, or it gives an address."""

import re

from seatrial.evidence.collectors.docs.opened import unopened
from seatrial.evidence.collectors.observability.alerts import alerts, unread_alerts
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="docs.alerts-explained",
    statement="Every alert is explained in a document or gives the address of a runbook",
    gate="G8",
    severity=Severity.LOW,
    remedy="Write down for each alert what it means and what to do, under its name.",
    effort="M",
)


def collect(survey: Survey) -> list[Evidence]:
    found = alerts(survey)
    broken = unread_alerts(survey)
    failing = [survey.unavailable(CHECK, f"{path!r} cannot be read") for path in broken]
    if not found and not broken:
        return [survey.not_applicable(CHECK, "no alert is defined here")]
    texts = [survey.snapshot.source(e.path) for e in survey.snapshot.files(Role.DOCS)]
    lacking = [a for a in found if not a.runbook and not _named(a.name, texts)]
    if lacking and (unread := unopened(survey, CHECK)):
        return unread
    failing += [survey.fails(CHECK, f"no document explains {a.name!r}", a.spot) for a in lacking]
    return survey.fails_or_holds(CHECK, failing, f"{len(found)} alerts, all explained")


def _named(name: str, texts: list[str]) -> bool:
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    return any(name in text and word.search(text) for text in texts)
