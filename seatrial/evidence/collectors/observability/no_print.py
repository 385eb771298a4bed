"""A service does not speak through `print`: such lines have no level, no time and no source.

Commands, scripts and messages to stderr are not meant: they speak to whoever started them.
"""

import re

from seatrial.evidence.collectors.program_scope import answer, production
from seatrial.evidence.collectors.services import without_service
from seatrial.evidence.facts import FileFacts
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.python.facts import PythonFacts
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="observability.no-print",
    statement="Service code does not print to stdout",
    gate="G6",
    severity=Severity.LOW,
    remedy="Log the line instead of printing it.",
    effort="S",
)
_COMMANDS = re.compile(
    r"(^|/)(__main__|manage|[^/]*cli|[^/]*cmd|commands?|console|shell|repl)\.\w+$"
    r"|(^|/)(cli|cmd|commands?|management|scripts?|tools|migrations|alembic|console)/"
)
# What writes the log has to write somewhere.
_LOGGER = re.compile(r"(?i)(^|/)(\w*logger|log|logging|logs/index)\.\w+$")
_MOST_SHOWN = 5


def collect(survey: Survey) -> list[Evidence]:
    if other := without_service(survey, CHECK):
        return [other]
    scope = production(survey)
    printing = {
        path: facts.prints
        for path, facts in scope.read.items()
        if facts.prints and not _is_command(path, facts)
    }
    failing = [
        survey.fails(CHECK, _says(lines), *(Spot(path, n) for n in lines[:_MOST_SHOWN]))
        for path, lines in printing.items()
    ]
    return answer(survey, CHECK, scope, failing, "service code does not print")


def _is_command(path: str, facts: FileFacts) -> bool:
    guarded = isinstance(facts, PythonFacts) and facts.main_guard
    return guarded or bool(_COMMANDS.search(path) or _LOGGER.search(path))


def _says(lines: tuple[int, ...]) -> str:
    return "prints to stdout" if len(lines) == 1 else f"prints to stdout in {len(lines)} lines"
