"""Every module of the program is run by some test: imported by one, directly or through others.

One observation for all that are not. What a test starts as a program is told by its name in the
test's text.
"""

from seatrial.evidence.collectors.program_scope import Scope, answer, production, tests
from seatrial.evidence.collectors.wiring.reach import by_custom, named_in_full, reached, unmentioned
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="tests.modules-reached",
    statement="Every module of the program is reached by a test",
    gate="G1",
    severity=Severity.LOW,
    remedy="Add a test that uses what the module offers.",
    effort="M",
)
_LEAST_LINES = 20
_MOST_SHOWN = 10


def collect(survey: Survey) -> list[Evidence]:
    scope, suite = production(survey), tests(survey)
    if not suite.python:
        return [_without_tests(survey, suite)]
    missed = sorted(p for p in _missed(survey, scope, suite) if _has_substance(survey, p))
    held = f"tests reach all of {len(scope.python)} modules"
    return answer(survey, CHECK, scope, _failing(survey, scope, missed), held)


def _without_tests(survey: Survey, suite: Scope) -> Evidence:
    if suite.unread or suite.languages:
        return survey.unavailable(CHECK, "the tests could not be read here")
    return survey.not_applicable(CHECK, "there are no tests in Python")


def _missed(survey: Survey, scope: Scope, suite: Scope) -> list[str]:
    """Modules that no test leads to, by imports or by names in the texts of what it leads to.

    Django loads by custom, from text, what tests then run.
    """
    django = any(
        i.module.split(".")[0] == "django" for f in scope.python.values() for i in f.imports
    )
    starts = [*suite.python, *(p for p in scope.python if django and by_custom(p))]
    found = reached(survey, starts)
    far = [p for p in scope.python if p not in found]
    named = set(far) - set(unmentioned(survey, far, Role.TEST))
    while True:
        found = reached(survey, [*found, *named])
        far = [p for p in scope.python if p not in found]
        named = set(named_in_full(survey, far, sorted(found)))
        if not named:
            return far


def _has_substance(survey: Survey, path: str) -> bool:
    """Some lines, and not a script or a module that a runner finds by its name."""
    facts, entry = survey.python[path], survey.snapshot.find(path)
    written = bool(facts.defines) and entry is not None and entry.lines >= _LEAST_LINES
    script = facts.main_guard or survey.snapshot.raw(path).startswith(b"#!")
    return written and not script and not by_custom(path)


def _failing(survey: Survey, scope: Scope, missed: list[str]) -> list[Evidence]:
    if not missed:
        return []
    names = ", ".join(map(repr, missed[:3])) + (" …" if len(missed) > 3 else "")
    message = f"no test reaches {len(missed)} of {len(scope.python)} modules: {names}"
    return [survey.fails(CHECK, message, *(Spot(p, 1) for p in missed[:_MOST_SHOWN]))]
