"""What the tests import from the project is there; a test that cannot be imported never runs."""

from seatrial.evidence.collectors.program_scope import answer, test_modules, tests
from seatrial.evidence.collectors.wiring.imports_resolve import dangling
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Survey

CHECK = Check(
    id="tests.imports-resolve",
    statement="What the tests import from the project is there",
    gate="G1",
    severity=Severity.HIGH,
    remedy="Restore the module or name, or bring the test up to date.",
    effort="S",
)


def collect(survey: Survey) -> list[Evidence]:
    scope = tests(survey)
    if not scope.read and not scope.unread and not scope.elsewhere(CHECK):
        return [survey.not_applicable(CHECK, "there are no tests")]
    modules = [path for path, _ in test_modules(scope)]
    held = f"the first-party imports of {len(modules)} test modules resolve"
    return answer(survey, CHECK, scope, dangling(survey, CHECK, modules), held)
