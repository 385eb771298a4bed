"""Turns what our own rules matched into evidence: those of `evidence/python/rules` and, for other
languages, of `evidence/code/rules`."""

from collections.abc import Iterator
from types import ModuleType

from seatrial.evidence.collectors.python_scope import Scope, answer, everything, production, tests
from seatrial.evidence.facts import Hit
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.python.rules import RULES
from seatrial.evidence.python.scope import is_ancillary
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.tools.table import SHARED
from seatrial.snapshot.model import Role


def evidence_of_rules(survey: Survey) -> list[Evidence]:
    """What every rule has to say of this tree."""
    scopes = {Role.SOURCE: production(survey), Role.TEST: tests(survey)}
    own = [e for rule in RULES for e in _evidence(survey, rule, scopes)]
    whole = _other_languages(everything(survey))
    return [*own, *(e for check in SHARED for e in _shared(survey, check, whole))]


def _evidence(survey: Survey, rule: ModuleType, scopes: dict[Role, Scope]) -> list[Evidence]:
    # A rule speaks of sources or of tests, never of both: their scopes differ.
    (role,) = rule.ROLES
    check: Check = rule.CHECK
    scope = scopes[role]
    failing = [
        survey.fails(check, hit.message, Spot(path, hit.start, hit.end), severity=hit.severity)
        for path, hit in _hits(survey, scope, check)
    ]
    return answer(survey, check, scope, failing, f"true of all {scope.said}")


def _shared(survey: Survey, check: Check, scope: Scope) -> list[Evidence]:
    """A check that outside tools judge for Python, and we for the other languages.

    What only developers run is not open to attack: it is shown, and weighs little.
    """
    failing = [
        survey.fails(
            check,
            hit.message,
            Spot(path, hit.start, hit.end),
            severity=Severity.LOW if is_ancillary(path) else hit.severity,
        )
        for path, hit in _hits(survey, scope, check)
    ]
    return answer(survey, check, scope, failing, f"our rules found nothing in {scope.said}")


def _hits(survey: Survey, scope: Scope, check: Check) -> Iterator[tuple[str, Hit]]:
    for path, facts in scope.read.items():
        for hit in facts.hits.get(check.id, ()):
            if not hit.service or survey.is_service:
                yield path, hit


def _other_languages(scope: Scope) -> Scope:
    code = scope.code
    unread = tuple(path for path in scope.unread if not path.endswith((".py", ".pyw", ".pyi")))
    return Scope(name=scope.name, read=dict(code), unread=unread, languages=scope.languages)
