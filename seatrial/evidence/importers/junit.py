"""JUnit XML, as pytest, Gradle, Maven, go-junit-report and others write it.

There is no standard; what is read here is what the writers agree on:
https://github.com/testmoapp/junitxml
"""

from dataclasses import dataclass, field
from datetime import datetime
from xml.etree.ElementTree import Element

from seatrial.evidence.importers.artefact import Artefact, Made
from seatrial.evidence.importers.binding import in_utc
from seatrial.evidence.importers.checks import SUITE_PASSES
from seatrial.evidence.importers.figures import moment
from seatrial.evidence.importers.measured import Context, Measured
from seatrial.evidence.importers.xml_events import elements, root_tag
from seatrial.evidence.model import Outcome

NAME = "JUnit XML"
_NAMED = 3
_PROPERTIES = ("commit", "tree", "produced_at")


@dataclass
class _Suite:
    """Cases are counted one by one: the totals in the attributes are often wrong."""

    counts: dict[str, int] = field(
        default_factory=lambda: {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    )
    failed: list[str] = field(default_factory=list)
    stated: dict[str, str] = field(default_factory=dict)
    started: list[datetime] = field(default_factory=list)

    def add(self, case: Element) -> None:
        self.counts["tests"] += 1
        kind = _kind(case)
        if kind:
            self.counts[kind] += 1
        if kind in ("failures", "errors"):
            self.failed.append(_name(case))


def recognises(artefact: Artefact) -> bool:
    return root_tag(artefact) in ("testsuites", "testsuite")


def read(artefact: Artefact, context: Context) -> list[Measured]:
    suite = _Suite()
    for event, element in elements(artefact, "testcase"):
        if event == "end" and element.tag == "testcase":
            suite.add(element)
        elif event == "end" and element.tag == "property":
            _note_property(suite, element)
        elif event == "start" and element.tag in ("testsuite", "testsuites"):
            _note_start(suite, element)
    return [_measured(artefact, suite)]


def _kind(case: Element) -> str:
    tags = {child.tag for child in case}
    if any(skip.get("type") == "todo" for skip in case.findall("skipped")):
        return "skipped"  # node:test runs what is marked so, and its failure fails nothing
    if "error" in tags:
        return "errors"
    if "failure" in tags:
        return "failures"
    return "skipped" if "skipped" in tags else ""


def _name(case: Element) -> str:
    parts = [case.get("classname") or "", case.get("name") or "?"]
    return ".".join(part for part in parts if part)[:120]


def _note_property(suite: _Suite, element: Element) -> None:
    name = (element.get("name") or "").removeprefix("seatrial.")
    value = (element.get("value") or element.text or "").strip()
    if name in _PROPERTIES:
        before = suite.stated.setdefault(name, value)
        if before != value:  # suites of two commits in one file are of neither
            suite.stated[name] = f"{before} and {value}"[:200]


def _note_start(suite: _Suite, element: Element) -> None:
    if started := moment(element.get("timestamp") or ""):
        suite.started.append(started)


def _made(artefact: Artefact, suite: _Suite) -> Made:
    """The earliest start counts: every suite in the file must be of this commit."""
    stated = moment(suite.stated.get("produced_at", ""))
    inside = Made(
        commit=suite.stated.get("commit", ""),
        tree=suite.stated.get("tree", ""),
        produced_at=stated or min(suite.started, key=in_utc, default=None),
    )
    return artefact.made(inside)


def _measured(artefact: Artefact, suite: _Suite) -> Measured:
    outcome, message = _judge(suite)
    metric = {name: float(count) for name, count in suite.counts.items()}
    return Measured(SUITE_PASSES, outcome, message, artefact, _made(artefact, suite), metric=metric)


def _judge(suite: _Suite) -> tuple[Outcome, str]:
    ran = suite.counts["tests"] - suite.counts["skipped"]
    if suite.failed:
        rest = len(suite.failed) - _NAMED
        named = ", ".join(suite.failed[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")
        return (
            Outcome.FAILS,
            f"{len(suite.failed)} of {suite.counts['tests']} tests failed: {named}",
        )
    if not ran:
        return Outcome.UNAVAILABLE, "the test report holds no test that ran"
    skipped = f", {suite.counts['skipped']} skipped" if suite.counts["skipped"] else ""
    return Outcome.HOLDS, f"{ran} tests ran and passed{skipped}"
