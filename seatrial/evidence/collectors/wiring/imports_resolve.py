"""Every first-party import of the program means a module, and a name in it, that is there."""

from collections.abc import Collection, Iterable, Iterator

from seatrial.evidence.code.modules import CodeModules
from seatrial.evidence.collectors.program_scope import answer, production
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
    held = f"the first-party imports of {scope.said} resolve"
    return answer(survey, CHECK, scope, dangling(survey, CHECK, scope.read), held)


def dangling(survey: Survey, check: Check, paths: Collection[str]) -> list[Evidence]:
    """One failing observation for each import in `paths` that asks for what is not there."""
    modules, others = Modules(survey.snapshot, survey.python), CodeModules(survey.snapshot)
    wanted = [*_of_python(survey, modules, paths), *_of_others(survey, others, paths)]
    return [
        survey.fails(check, f"{missing!r} is imported and is not there", Spot(path, line))
        for path, line, missing in sorted(wanted)
    ]


def _of_python(
    survey: Survey, modules: Modules, paths: Iterable[str]
) -> Iterator[tuple[str, int, str]]:
    for path in paths:
        for wanted in survey.python[path].imports if path in survey.python else ():
            if missing := modules.missing(path, wanted):
                yield path, wanted.line, missing


def _of_others(
    survey: Survey, modules: CodeModules, paths: Iterable[str]
) -> Iterator[tuple[str, int, str]]:
    for path in paths:
        entry, facts = survey.snapshot.find(path), survey.code.get(path)
        for wanted in facts.references if facts else ():
            if missing := modules.missing(path, entry.language if entry else "", wanted):
                yield path, wanted.line, missing
