"""No function that the program calls is still only a promise to be written.

Only module-level functions that somebody calls, serves or imports: an abstract method, a
fallback or an operation that is refused on purpose raises the same exception.
"""

import re

from seatrial.evidence.collectors.program_scope import Scope, answer, production
from seatrial.evidence.facts import Stub
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.python.modules import Modules
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="wiring.no-stubs",
    statement="No function that the program calls is still to be written",
    gate="G10",
    severity=Severity.MEDIUM,
    remedy="Write the function, or remove it together with its callers.",
    effort="M",
    maps=("CWE-1071",),
)


def collect(survey: Survey) -> list[Evidence]:
    scope = production(survey)
    taken = _taken(survey, list(scope.python))
    failing = [
        survey.fails(CHECK, f"{stub.name!r} is not written yet", Spot(path, stub.start, stub.end))
        for path, facts in scope.read.items()
        for stub in facts.stubs
        if stub.live or (path, stub.name) in taken or _called(survey, scope, path, stub)
    ]
    return answer(survey, CHECK, scope, failing, f"true of all {scope.said}")


def _called(survey: Survey, scope: Scope, path: str, stub: Stub) -> bool:
    """In other languages the name of a stub is looked for in the text of all other files."""
    if path not in scope.code:
        return False
    call = re.compile(rf"\b{re.escape(stub.name)}\s*\(".encode())
    others = (other for other in scope.code if other != path)
    return any(call.search(survey.snapshot.raw(other)) for other in others)


def _taken(survey: Survey, paths: list[str]) -> set[tuple[str, str]]:
    """(file, name) of everything that some production module imports by name."""
    if not any(survey.python[path].stubs for path in paths):
        return set()
    modules = Modules(survey.snapshot, survey.python)
    return {
        (target, name)
        for path in paths
        if not path.endswith("__init__.py")  # a package passes names on without calling them
        for wanted in survey.python[path].imports
        for target in modules.targets(path, wanted)
        for name in wanted.names
    }
