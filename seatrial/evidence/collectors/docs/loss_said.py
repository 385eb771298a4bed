"""A command that deletes data is shown with a word of the loss: readers type what they see."""

import re
from collections.abc import Iterator

from seatrial.evidence.collectors import commands
from seatrial.evidence.collectors.docs.changelogs import FILES as CHANGELOGS
from seatrial.evidence.collectors.docs.opened import unopened
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="docs.loss-said",
    statement="A command that deletes data is shown with a word of the loss",
    gate="G8",
    severity=Severity.MEDIUM,
    remedy="Say what is lost and how to keep it, or show the command that keeps the data.",
    effort="S",
    maps=("CWE-1059",),
)
_DELETES = re.compile(
    r"(?:sudo\s+)?(?:docker|podman)[- ]compose\s(?:.*\s)?down\s+.*(?:-v\b|--volumes\b)"
    r"|(?:sudo\s+)?(?:docker|podman)\s+(?:volume\s+(?:rm|prune)|system\s+prune\s.*--volumes)"
    r"|dropdb\s|.*\bDROP\s+(?:DATABASE|SCHEMA)\s|redis-cli\s(?:.*\s)?(?i:flush(?:all|db))\b"
    r"|kubectl\s+delete\s+(?:pvc?|persistentvolumeclaims?|namespaces?|ns)\b|terraform\s+destroy\b"
    r"|.*\b(?:rails|rake)\s+db:(?:drop|reset)\b|.*\bprisma\s+migrate\s+reset\b"
    r"|.*\bmanage\.py\s+flush\b|.*\balembic\s+downgrade\s+base\b"
)
_SAID = re.compile(
    r"(?i)\b(?:los[est]\w*|delet\w+|remov\w+|destroy\w*|wip(?:e|es|ed|ing)|eras\w+"
    r"|back(?:ed|ing)?[ -]?up"
    r"|warn\w*|caution|irrevers\w+|permanent\w*|clean\w*|tear\w*|uninstall\w*|reset\w*|purg\w+|prun\w+"
    r"|scratch|start (?:over|afresh|fresh)|fresh|drop\w*|flush\w*|dev|develop\w*|test\w*)\b"
)
_AROUND = 8  # lines
_NOT_OPERATED = re.compile(rf"{CHANGELOGS}|(.*/)?(contributing|develop)[^/]*", re.IGNORECASE)


def collect(survey: Survey) -> list[Evidence]:
    paths = [p for p in survey.documents if not _NOT_OPERATED.fullmatch(p)]
    unread = unopened(survey, CHECK)
    if not paths and not unread:
        return [survey.not_applicable(CHECK, "there is no document")]
    unread += commands.unparsed(survey, CHECK, paths)
    failing = [*_failing(survey, paths), *unread]
    return survey.fails_or_holds(CHECK, failing, f"true of {len(paths)} documents")


def _failing(survey: Survey, paths: list[str]) -> Iterator[Evidence]:
    for path, number, line in commands.lines_of_code(survey, paths):
        if _DELETES.match(line[:500]) and not _is_said(survey.snapshot.lines(path), number):
            message = f"{line[:80]!r} deletes data, and nothing near it says so"
            yield survey.fails(CHECK, message, Spot(path, number))


def _is_said(lines: list[str], number: int) -> bool:
    """Whether a line around the command, itself left out, speaks of a loss."""
    start = max(number - 1 - _AROUND, 0)
    around = [*lines[start : number - 1], *lines[number : number + _AROUND]]
    return any(_SAID.search(line) for line in around)
