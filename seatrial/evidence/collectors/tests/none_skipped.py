"""No test is skipped for good: a skip without a condition is a test that nobody runs.

One that says why weighs less: somebody knows of it.
"""

from collections import Counter

from seatrial.evidence.collectors.program_scope import answer, test_modules, tests
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="tests.none-skipped",
    statement="No test is skipped without a condition",
    gate="G1",
    severity=Severity.MEDIUM,
    remedy="Repair the test, delete it, or give the skip the condition under which it applies.",
    effort="M",
)


def collect(survey: Survey) -> list[Evidence]:
    scope = tests(survey)
    found = [(path, test) for path, facts in test_modules(scope) for test in facts.tests]
    if not found and not scope.unread and not scope.elsewhere(CHECK):
        return [survey.not_applicable(CHECK, "there is no test to judge")]
    skips = Counter((path, t.skip_line) for path, t in found if t.skip is not None)
    first = {(path, t.skip_line): t.name for path, t in reversed(found) if t.skip is not None}
    reasons = {(path, t.skip_line): t.skip for path, t in found}
    failing = [
        survey.fails(
            CHECK,
            _says(first[place], count),
            Spot(*place),
            severity=Severity.LOW if reasons[place] else None,
        )
        for place, count in sorted(skips.items())
    ]
    failing += [
        survey.fails(CHECK, hit.message, Spot(path, hit.start, hit.end))
        for path, facts in test_modules(scope)
        for hit in facts.hits.get(CHECK.id, ())
    ]
    return answer(survey, CHECK, scope, failing, f"none of {len(found)} tests is skipped")


def _says(name: str, count: int) -> str:
    more = f" and {count - 1} more tests are" if count > 1 else " is"
    return f"{name!r}{more} skipped without a condition"
