"""Who operates the service is told how: deploy, stop, back up, restore, watch."""

import re

from seatrial.evidence.collectors.docs.changelogs import FILES as CHANGELOGS
from seatrial.evidence.collectors.services import without_service
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="docs.runbook",
    statement="A document tells who operates the service what to do",
    gate="G8",
    severity=Severity.LOW,
    remedy="Describe deployment, stop, backup, restore and what to watch in docs/operations.md.",
    effort="M",
)
_TASKS = {
    "deploy": r"deploy|install in production|roll-?out|upgrad",
    "stop": r"\bstop|shut-?down|restart|drain",
    "back up": r"back-?up",
    "restore": r"restor|recover|roll-?back",
    "watch": r"monitor|health|alert|metrics|\blogs?\b|dashboard",
    "incident": r"incident|troubleshoot|on-?call|escalat|runbook|playbook",
}
_FEWEST = 3
_TERM = re.compile(r"\s*([-*+]|\d+\.)?\s*\*\*[^*]{1,80}\*\*|\s*#{1,6}\s|\s*([-*+]|\d+\.)\s+\w+")
_NAMED = re.compile(
    r"(?i)(.*/)?[^/]*(operat|runbook|playbook|deploy|ops|admin|production|sre)[^/]*"
)


def collect(survey: Survey) -> list[Evidence]:
    if other := without_service(survey, CHECK, "nothing here is operated as a service"):
        return [other]
    told: dict[str, Spot] = {}
    for entry in survey.snapshot.files(Role.DOCS):
        if re.fullmatch(CHANGELOGS, entry.path, re.IGNORECASE):
            continue
        for number, line in enumerate(survey.snapshot.lines(entry.path), 1):
            if _TERM.match(line[:300]) or _NAMED.fullmatch(entry.path):
                for task, pattern in _TASKS.items():
                    if task not in told and re.search(pattern, line[:300], re.IGNORECASE):
                        told[task] = Spot(entry.path, number)
    if len(told) >= _FEWEST:
        return [survey.holds(CHECK, f"described: {', '.join(told)}", *told.values())]
    message = f"documents describe {len(told)} of {len(_TASKS)} tasks of operation"
    searched = ("headings and lists of all documents", *_TASKS)
    return [survey.fails(CHECK, message, *told.values(), searched=searched)]
