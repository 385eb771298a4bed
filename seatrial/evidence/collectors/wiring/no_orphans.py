"""Every module of a package is used: imported, named by something, or found by a framework.

A module that nothing anywhere names, not even a document, is code that nobody runs.
"""

from seatrial.evidence.collectors.program_scope import answer, production
from seatrial.evidence.collectors.wiring.reach import (
    by_custom,
    edges,
    may_be_loaded,
    unmentioned,
)
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="wiring.no-orphans",
    statement="Every module of a package is used by something",
    gate="G10",
    severity=Severity.LOW,
    remedy="Delete the module, or import it where it is needed.",
    effort="S",
    likelihood="low",
    maps=("CWE-561",),
)


def collect(survey: Survey) -> list[Evidence]:
    scope = production(survey)
    imported = frozenset[str]().union(*edges(survey).values())
    alone = [p for p in scope.python if p not in imported and _could_be_imported(survey, p)]
    failing = [
        survey.fails(CHECK, f"nothing imports or names {path!r}", Spot(path, 1))
        for path in sorted(unmentioned(survey, alone))
    ]
    return answer(survey, CHECK, scope, failing, f"true of all {len(scope.python)} modules")


def _could_be_imported(survey: Survey, path: str) -> bool:
    """A module inside a package, with something in it; a script starts by itself."""
    facts = survey.python[path]
    package = path.rpartition("/")[0]
    if facts.main_guard or facts.serves or not facts.defines or by_custom(path):
        return False
    return f"{package}/__init__.py" in survey.python and not may_be_loaded(survey, path)
