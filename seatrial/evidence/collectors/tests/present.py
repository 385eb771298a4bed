"""The repository has a test suite with at least one test."""

import re

from seatrial.evidence.collectors.program_scope import tests
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.python.scope import is_test_input, is_test_module
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.languages import PROGRAMMING
from seatrial.snapshot.model import Entry, Role

CHECK = Check(
    id="tests.present",
    statement="There is a suite with at least one test",
    gate="G1",
    severity=Severity.HIGH,
    remedy="Add tests for what the program must not get wrong.",
    effort="L",
)

_SEARCHED = ("test_*.py", "*_test.py", "tests.py", "tests/", "*.test.*", "*.spec.*", "*_test.go")
# How a test begins in files that are not parsed, or hold tests of a kind that is not known here;
# a line that matches is one test.
_BEGINS = {
    "javascript": r"\s*(it|test)(\.\w+)*\s*\(",
    "typescript": r"\s*(it|test)(\.\w+)*\s*\(",
    "go": r"func (Test|Fuzz|Example)\w*\(|func \(\w+ \*?\w+\) Test\w*\(\)|\s*(It|Specify)\(\"",
    "java": r"\s*@(Test|ParameterizedTest|RepeatedTest|TestFactory)\b",
    "kotlin": r"\s*@(Test|ParameterizedTest)\b",
    "rust": r"\s*#\[(\w+::)*test\b",
    "csharp": r"\s*\[(Fact|Theory|Test|TestMethod|TestCase)\b",
    "ruby": r"\s*(it\s+[\"']|def test_|test\s+[\"'])",
    "php": r"\s*(public\s+)?function test\w*\(|\s*(it|test)\(",
    "elixir": r"\s*test\s+\"",
    "scala": r"\s*(test\(|it should|\"[^\"]*\" should)",
    "swift": r"\s*(func test\w*\(|@Test\b)",
    "cpp": r"\s*(TEST(_F|_P)?|TEST_CASE|BOOST_AUTO_TEST_CASE)\s*\(",
}
_PROMISE = re.compile(r"\b(pytest|unittest|tox|nox|npm (run )?test|go test|cargo test|mvn test)\b")


def collect(survey: Survey) -> list[Evidence]:
    counts = {**_python(survey), **_other(survey), **_parsed(survey)}
    if hollow := _hollow(survey, counts):
        return [hollow]
    if counts:
        total = sum(counts.values())
        seen = f"{total} tests in {len(counts)} files"
        return [survey.holds(CHECK, seen, tests=total, files=len(counts))]
    scope = tests(survey)
    if scope.unread:
        return [survey.unavailable(CHECK, f"could not parse {scope.unread[0]!r}")]
    if not any(e.language in PROGRAMMING for e in survey.sources):
        return [survey.not_applicable(CHECK, "there is no program here")]
    return [survey.fails(CHECK, "no test was found", *_promises(survey), searched=_SEARCHED)]


def _python(survey: Survey) -> dict[str, int]:
    """Tests by file; files that no runner would collect count only when there are no others."""
    found = {p: len(f.tests) for p, f in tests(survey).python.items() if f.tests}
    collected = {path: n for path, n in found.items() if is_test_module(path)}
    return collected or found


def _hollow(survey: Survey, counts: dict[str, int]) -> Evidence | None:
    """A suite in Python in which nothing can fail is none."""
    if not counts or any(path not in survey.python for path in counts):
        return None
    found = [(path, t) for path in counts for t in survey.python[path].tests]
    if any(t.checks and t.skip is None for _, t in found):
        return None
    spots = [Spot(path, t.start, t.end) for path, t in found[:5]]
    message = f"{len(found)} tests, and none of them runs and can fail"
    return survey.fails(CHECK, message, *spots, searched=_SEARCHED)


def _other(survey: Survey) -> dict[str, int]:
    """Rust keeps its tests among the sources; the others in files of their own."""
    entries = survey.snapshot.files(Role.TEST) + survey.snapshot.files(Role.SOURCE, language="rust")
    found = {e.path: _begins(survey, e) for e in entries if not is_test_input(e.path)}
    return {path: n for path, n in found.items() if n}


def _parsed(survey: Survey) -> dict[str, int]:
    """Tests that were read by their syntax; more exact than the lines where both can tell."""
    found = tests(survey).code.items()
    return {p: len(f.tests) for p, f in found if f.tests and not is_test_input(p)}


def _begins(survey: Survey, entry: Entry) -> int:
    if entry.language not in _BEGINS:
        return 0
    begins = re.compile(_BEGINS[entry.language])
    return sum(bool(begins.match(line)) for line in survey.snapshot.lines(entry.path))


def _promises(survey: Survey) -> list[Spot]:
    """The first line of the README or the project file that says how to run tests."""
    for path in filter(None, (survey.readme, "pyproject.toml", "package.json")):
        if survey.snapshot.find(path):
            for number, line in enumerate(survey.snapshot.lines(path), start=1):
                if _PROMISE.search(line):
                    return [Spot(path, number)]
    return []
