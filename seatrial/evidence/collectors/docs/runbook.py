"""Who operates the service is told how: deploy, stop, back up, restore, watch."""

import re

from seatrial.evidence.collectors.docs.changelogs import FILES as CHANGELOGS
from seatrial.evidence.collectors.docs.opened import not_written
from seatrial.evidence.collectors.prose import sections, telling
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
_ANY = re.compile("|".join(_TASKS.values()), re.IGNORECASE)
_FEWEST = 3
_FEWEST_WORDS = 2
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
        for task, number in _tasks(survey.snapshot.lines(entry.path), entry.path).items():
            told.setdefault(task, Spot(entry.path, number))
    if len(told) >= _FEWEST:
        return [survey.holds(CHECK, f"described: {', '.join(told)}", *told.values())]
    message = f"documents describe {len(told)} of {len(_TASKS)} tasks of operation"
    searched = ("headings and lists of all documents", *_TASKS)
    return not_written(survey, CHECK, message, *told.values(), searched=searched)


def _tasks(lines: list[str], path: str) -> dict[str, int]:
    """Each task that the document says something about, with the first line that does; a heading
    counts with what stands below it."""
    named = bool(_NAMED.fullmatch(path))
    speaking = [(n, line[:300]) for n, line in enumerate(lines, 1) if _ANY.search(line[:300])]
    below = {s.line: s.words for s in sections(lines)} if speaking else {}
    told: dict[str, int] = {}
    for number, text in speaking:
        told_of = _TERM.match(text) or number in below or named
        if told_of and below.get(number, telling(text)) >= _FEWEST_WORDS:
            for task, pattern in _TASKS.items():
                if task not in told and re.search(pattern, text, re.IGNORECASE):
                    told[task] = number
    return told
