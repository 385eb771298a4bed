"""Turns what the rules of `evidence/python/rules` matched into evidence, with what the rules of
`evidence/code/rules` matched of the same checks in other languages."""

from collections.abc import Iterator
from types import ModuleType

from seatrial.evidence.collectors.program_scope import Scope, answer, production, tests
from seatrial.evidence.facts import Hit
from seatrial.evidence.model import Check, Evidence
from seatrial.evidence.python.rules import RULES
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Role


def evidence_of_rules(survey: Survey) -> list[Evidence]:
    """What every rule has to say of this tree."""
    scopes = {Role.SOURCE: production(survey), Role.TEST: tests(survey)}
    return [e for rule in RULES for e in _evidence(survey, rule, scopes)]


def _evidence(survey: Survey, rule: ModuleType, scopes: dict[Role, Scope]) -> list[Evidence]:
    # A rule speaks of sources or of tests, never of both: their scopes differ.
    (role,) = rule.ROLES
    check: Check = rule.CHECK
    scope = scopes[role]
    failing = [
        survey.fails(check, hit.message, Spot(path, hit.start, hit.end), severity=hit.severity)
        for path, hit in hits_of(survey, scope, check)
    ]
    return answer(survey, check, scope, failing, f"true of all {scope.said}")


def hits_of(survey: Survey, scope: Scope, check: Check) -> Iterator[tuple[str, Hit]]:
    """Path and hit of everything in `scope` that speaks against `check`."""
    for path, facts in scope.read.items():
        for hit in facts.hits.get(check.id, ()):
            if not hit.service or survey.is_service:
                yield path, hit
