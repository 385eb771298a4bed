"""CI runs the test suite on every change, and a failing test fails the run."""

import re
from collections.abc import Sequence

from seatrial.evidence.collectors.delivery.piped import lost
from seatrial.evidence.collectors.delivery.pipelines import (
    SEARCHED,
    Command,
    called_elsewhere,
    commands,
    on_change,
    other_pipelines,
    unreadable,
)
from seatrial.evidence.collectors.delivery.suite_commands import runs_tests
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="delivery.ci-runs-tests",
    statement="CI runs the tests on every change and fails with them",
    gate="G11",
    severity=Severity.MEDIUM,
    remedy="Add a CI step that runs the test suite and may fail the run.",
    effort="S",
    maps=("OSPS-QA-06.01", "Scorecard:CI-Tests"),
)
_SWALLOWED = re.compile(r"\|\|\s*(true|:|exit\s+0|(echo|printf)\b[^|&;$()]{0,300})\s*(#.*)?$")


def collect(survey: Survey) -> list[Evidence]:
    running = [c for c in commands(survey) if runs_tests(survey, c.text)]
    piped = _piped(survey, running)
    counting = [c for c in running if not c.tolerated and c not in piped]
    strict = [c for c in counting if not _SWALLOWED.search(c.text)]
    if strict:
        thrown = [c for c in running if _SWALLOWED.search(c.text)]
        failing = [*_lost(survey, piped), *_thrown_away(survey, thrown)]
        return failing or [_held(survey, strict)]
    if piped:
        return _lost(survey, piped)
    if running:
        spots = [Spot(c.path, c.line) for c in running]
        message = "CI runs the tests, and its run passes whether they do or not"
        return [survey.fails(CHECK, message, *spots)]
    return _without(survey)


def _piped(survey: Survey, running: Sequence[Command]) -> list[Command]:
    places = lost(survey) if running else frozenset()
    return [c for c in running if not c.tolerated and (c.path, c.line) in places]


def _lost(survey: Survey, piped: Sequence[Command]) -> list[Evidence]:
    """Nobody meant it: whoever wrote the pipe wanted to keep the words, not to lose the status."""
    message = "the run passes whatever these tests say: a pipe without pipefail hides their failure"
    return [survey.fails(CHECK, message, Spot(c.path, c.line)) for c in piped]


def _thrown_away(survey: Survey, thrown: Sequence[Command]) -> list[Evidence]:
    """Other commands run tests and count; these were switched off without being taken out."""
    message = "this test command passes whatever the tests say"
    spots = [Spot(c.path, c.line) for c in thrown]
    return [survey.fails(CHECK, message, spot, severity=Severity.LOW) for spot in spots]


def _held(survey: Survey, strict: Sequence[Command]) -> Evidence:
    first = strict[0]
    message = f"CI runs the tests: {first.text[:80]!r}"
    return survey.holds(CHECK, message, Spot(first.path, first.line), commands=len(strict))


def _without(survey: Survey) -> list[Evidence]:
    """No test command was seen: it may stand in what could not be read or lies elsewhere."""
    if unread := unreadable(survey, CHECK):
        return unread
    paths = [*on_change(survey), *other_pipelines(survey)]
    if not paths:
        message = "no CI that a change starts could run the tests"
        return [survey.fails(CHECK, message, searched=SEARCHED)]
    if elsewhere := called_elsewhere(survey):
        return [survey.unavailable(CHECK, "what CI runs is defined elsewhere", *elsewhere)]
    message = "no command that CI runs on a change is known to run tests"
    return [survey.fails(CHECK, message, *(Spot(p, 1) for p in paths[:10]))]
