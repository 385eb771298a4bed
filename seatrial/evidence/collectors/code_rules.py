"""Turns what the rules of `evidence/code/rules` matched into evidence, for the checks that outside
tools judge for Python and we for other languages."""

import re
from dataclasses import replace

from seatrial.evidence.collectors.program_scope import Scope, answer, everything
from seatrial.evidence.collectors.python_rules import hits_of
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.python.scope import is_ancillary
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.tools.table import SHARED

_TLS = "security.tls-verified"
_LOOPBACK = re.compile(
    r"https?://(127\.0\.0\.1|localhost|\[::1\])(?![\w.-])|[\"'](127\.0\.0\.1|localhost)[\"']"
)
_PYTHON = (".py", ".pyw", ".pyi")


def evidence_of_code(survey: Survey) -> list[Evidence]:
    """What our rules have to say of each check that is shared with a tool."""
    scope = _without_python(everything(survey))
    return [e for check in SHARED for e in _evidence(survey, check, scope)]


def _evidence(survey: Survey, check: Check, scope: Scope) -> list[Evidence]:
    """What only developers run is not open to attack: it is shown, and weighs little."""
    if not (scope.read or scope.unread or scope.languages or scope.unopened):
        message = "there is no program in another language than Python"
        return [survey.not_applicable(check, message)]
    failing = [
        survey.fails(
            check,
            hit.message,
            Spot(path, hit.start, hit.end),
            severity=Severity.LOW if is_ancillary(path) else hit.severity,
        )
        for path, hit in hits_of(survey, scope, check)
        if not (check.id == _TLS and _talks_to_itself(survey, path))
    ]
    return answer(survey, check, scope, failing, f"our rules found nothing in {scope.said}")


def _talks_to_itself(survey: Survey, path: str) -> bool:
    """A benchmark or an example that speaks to this very machine, which nobody can listen to."""
    return is_ancillary(path) and bool(_LOOPBACK.search(survey.snapshot.source(path)))


def _without_python(scope: Scope) -> Scope:
    return replace(
        scope,
        read=dict(scope.code),
        unread=tuple(path for path in scope.unread if not path.endswith(_PYTHON)),
        unopened=tuple(e for e in scope.unopened if not e.path.endswith(_PYTHON)),
    )
