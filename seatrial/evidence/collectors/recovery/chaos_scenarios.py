"""Somebody makes the service fail on purpose, in a test or a scenario, to see that it recovers."""

import re

from seatrial.evidence.collectors.program_scope import tests
from seatrial.evidence.collectors.services import without_service
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="recovery.chaos-scenarios",
    statement="A test or scenario makes the service fail on purpose",
    gate="G4",
    severity=Severity.LOW,
    remedy="Add a test that cuts off a dependency or kills the process and waits for recovery, or "
    "a scenario for Chaos Toolkit, Chaos Mesh, Litmus or Toxiproxy.",
    effort="M",
)
_SCENARIO = re.compile(
    r"chaos-mesh\.org|litmuschaos\.io|\"?steady-state-hypothesis\"?\s*:|\btoxiproxy\b|\bpumba\s"
    r"|chaos-?monkey|\bchaosblade\b|\btc qdisc add\b.*netem"
)
_TRACES = ("chaos", "toxiproxy", "pumba", "netem", "steady-state")  # no scenario without one
_FAILURE = (
    r"kill(s|ed)?|crash(es|ed)?|sigterm|sigkill|outages?|fail_?over|reconnect(s|ed|ion)?"
    r"|restart(s|ed)?|unreachable|connection_(lost|refused|reset|errors?)"
    r"|disconnect(s|ed)?|power_(loss|cut)"
)
_NAMED = re.compile(rf"(_|^)({_FAILURE})(_|$)", re.IGNORECASE)
_TEST_LINE = re.compile(
    r"\s*((async )?def test|func Test|it\(|test\(|fn |void |@DisplayName)", re.IGNORECASE
)
_WORDS = re.compile(rf"(?<![a-z])({_FAILURE.replace('_', '[_ ]')})(?![a-z])", re.IGNORECASE)
_SEARCHED = ("names of tests", "Chaos Toolkit, Chaos Mesh, Litmus, Toxiproxy, Pumba", "tc netem")


def collect(survey: Survey) -> list[Evidence]:
    if other := without_service(survey, CHECK):
        return [other]
    if spot := _scenario(survey) or _test(survey):
        return [survey.holds(CHECK, "it is made to fail", spot)]
    if unread := tests(survey).unread:
        return [survey.unavailable(CHECK, f"could not parse {unread[0]!r}")]
    message = "no test and no scenario makes it fail on purpose"
    return [survey.fails(CHECK, message, searched=_SEARCHED)]


def _scenario(survey: Survey) -> Spot | None:
    roles = (Role.CONFIG, Role.CI, Role.CONTAINER, Role.TEST, Role.SOURCE)
    for entry in survey.snapshot.files(*roles):
        text = survey.snapshot.source(entry.path)
        if any(trace in text for trace in _TRACES) and _SCENARIO.search(text):
            lines = enumerate(survey.snapshot.lines(entry.path), 1)
            return next((Spot(entry.path, n) for n, s in lines if _SCENARIO.search(s[:1000])), None)
    return None


def _test(survey: Survey) -> Spot | None:
    """A test that can fail and is named for a failure; in other languages by its line alone."""
    for path, facts in sorted(tests(survey).read.items()):
        for test in facts.tests:
            if test.checks and test.skip is None and _NAMED.search(test.name):
                return Spot(path, test.start, test.end)
    for entry in survey.snapshot.files(Role.TEST):
        if entry.language != "python":
            for number, line in enumerate(survey.snapshot.lines(entry.path), 1):
                if _TEST_LINE.match(line[:300]) and _WORDS.search(line[:300]):
                    return Spot(entry.path, number)
    return None
