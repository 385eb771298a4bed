"""Every first-party import of the program means a module, and a name in it, that is there."""

from collections.abc import Iterable

from seatrial.evidence.collectors.python_scope import answer, production
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.python.modules import Modules
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="wiring.imports-resolve",
    statement="Every first-party import resolves",
    gate="G10",
    severity=Severity.HIGH,
    remedy="Restore the module or name, or remove the import.",
    effort="S",
)


def collect(survey: Survey) -> list[Evidence]:
    scope = production(survey)
    held = f"the first-party imports of {len(scope.read)} Python files resolve"
    return answer(survey, CHECK, scope, dangling(survey, CHECK, scope.read), held)


def dangling(survey: Survey, check: Check, paths: Iterable[str]) -> list[Evidence]:
    """One failing observation for each import in `paths` that asks for what is not there."""
    modules = Modules(survey.snapshot, survey.python)
    return [
        survey.fails(check, f"{missing!r} is imported and is not there", Spot(path, wanted.line))
        for path in paths
        for wanted in survey.python[path].imports
        if (missing := modules.missing(path, wanted))
    ]
