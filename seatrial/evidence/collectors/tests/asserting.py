"""Every test can fail: it checks more than a constant.

Counted by `evidence/python/test_functions.py` and `evidence/code/suites.py`. A test that only
calls code is left alone, as it fails when the code raises; so is one whose fixtures do the work.
"""

from seatrial.evidence.collectors.program_scope import answer, test_modules, tests
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="tests.asserting",
    statement="Every test can fail",
    gate="G1",
    severity=Severity.MEDIUM,
    remedy="Assert what the test's name promises.",
    effort="S",
)


def collect(survey: Survey) -> list[Evidence]:
    scope = tests(survey)
    found = [(path, test) for path, facts in test_modules(scope) for test in facts.tests]
    failing = [
        survey.fails(CHECK, f"{test.name!r} checks nothing", Spot(path, test.start, test.end))
        for path, test in found
        if test.checks == 0 and test.skip is None
    ]
    if not found and not scope.unread and not scope.elsewhere(CHECK):
        return [survey.not_applicable(CHECK, "there is no test to judge")]
    return answer(survey, CHECK, scope, failing, f"all {len(found)} tests can fail")
