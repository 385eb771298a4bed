"""A newcomer finds the command that sets the project up."""

import re

from seatrial.evidence.collectors import commands
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="startup.setup-documented",
    statement="A document or task file gives the command that sets the project up",
    gate="G7",
    severity=Severity.MEDIUM,
    remedy="Show the set-up command in a code block of the README.",
    effort="S",
    maps=("OSPS-DO-01.01",),
)
_TARGETS = re.compile(
    r"(install|setup|set-up|bootstrap|dev|develop|init|deps|up|run|start)[\w-]*\s*:"
)
_SEARCHED = (
    "README*",
    "CONTRIBUTING*",
    "INSTALL*",
    "docs/",
    "Makefile",
    "justfile",
    "compose*.yml",
)


def collect(survey: Survey) -> list[Evidence]:
    if not survey.sources:
        return [survey.not_applicable(CHECK, "there is no program to set up")]
    for path, number, line in commands.lines_of_code(survey, _documents(survey)):
        if commands.INSTALLS.search(line):
            return [survey.holds(CHECK, f"set up by {line[:80]!r}", Spot(path, number))]
    for entry in survey.snapshot.named(r"(GNU)?makefile|justfile|taskfile\.ya?ml"):
        for number, line in enumerate(survey.snapshot.lines(entry.path), 1):
            if _TARGETS.match(line.strip()):
                return [
                    survey.holds(CHECK, f"a target of {entry.path!r}", Spot(entry.path, number))
                ]
    if elsewhere := commands.documentation_elsewhere(survey):
        return [elsewhere_evidence(survey, elsewhere)]
    unparsed = commands.unparsed(survey, CHECK, _documents(survey))
    message = "no command that sets the project up"
    return unparsed or [survey.fails(CHECK, message, searched=_SEARCHED)]


def elsewhere_evidence(survey: Survey, spot: Spot) -> Evidence:
    message = "the README sends its reader to documentation that is not in the tree"
    return survey.unavailable(CHECK, message, spot)


def _documents(survey: Survey) -> list[str]:
    named = r"(\.github/|docs?/)?(readme|contributing|install|development|hacking)[^/]*"
    first = [e.path for e in survey.snapshot.named(named)]
    return [*first, *(path for path in survey.documents if path not in first)]
