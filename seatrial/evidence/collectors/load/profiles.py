"""Load profiles and benchmarks: files that can measure how fast the program answers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.languages import PROGRAMMING
from seatrial.snapshot.model import Role

SEARCHED = (
    "k6, Locust, Gatling, JMeter, Artillery files",
    "vegeta, wrk, hey, ab, oha, bombardier, autocannon commands",
    "pytest-benchmark, Go, JMH, Criterion benchmarks",
    "benchmarks/, bench/, perf/, loadtest/",
)
# A loader that drives requests over a network, by what its files cannot do without.
_MARKS = {
    "k6": (
        re.compile(r"\bfrom\s+['\"]k6(/|['\"])|\brequire\(\s*['\"]k6(/|['\"])"),
        frozenset({"javascript", "typescript"}),
    ),
    "Locust": (re.compile(r"^\s*(from|import)\s+locust\b"), frozenset({"python"})),
    "Gatling": (
        re.compile(r"^\s*import\s+(static\s+)?io\.gatling\b"),
        frozenset({"scala", "java", "kotlin"}),
    ),
    "JMeter": (re.compile(r"<jmeterTestPlan\b"), frozenset()),
    "Artillery": (re.compile(r"^\s*phases\s*:"), frozenset({"yaml"})),
}
_COMMAND = re.compile(
    r"(^|[\s;&|\"'`])(vegeta\s+attack\b|wrk2?\s+-|hey\s+-[a-z]\s|ab\s+-[nc]\s*\d|oha\s+-[a-z]\s"
    r"|bombardier\s+-|autocannon\s+-|k6\s+run\b|locust\s+-|ghz\s+--)"
)
_BENCHMARKS = {
    "python": re.compile(r"^\s*(async\s+)?def\s+test_\w+\([^)]*\bbenchmark\b"),
    "go": re.compile(r"^func\s+Benchmark\w*\(\s*\w+\s+\*testing\.B\s*\)"),
    "rust": re.compile(r"\bcriterion_(group|main)!|#\[bench\]|\bdivan::bench\b"),
    "java": re.compile(r"^\s*@Benchmark\b"),
    "kotlin": re.compile(r"^\s*@Benchmark\b"),
}
# A file without any of these matches none of the patterns above, and most files have none.
_WORDS = (
    "k6", "locust", "gatling", "jmeterTestPlan", "phases", "vegeta", "wrk", "hey", "ab\t", "ab ",
    "oha", "bombardier", "autocannon", "ghz", "benchmark", "Benchmark", "criterion_", "#[bench]",
    "divan",
)  # fmt: skip
_FOLDER = re.compile(r"(^|/)(benchmarks?|bench|benches|perf|performance|load[-_]?tests?|load)/")
_LEAST_LINES = 3
_LONGEST = 2000


@dataclass(frozen=True)
class Profile:
    """A file that drives load (`loads`) or measures a part of the program, and with what."""

    tool: str
    spot: Spot
    loads: bool


def profiles(survey: Survey) -> list[Profile]:
    """One for each file, in the order of their paths."""
    return survey.once("load profiles", lambda: _profiles(survey))


def _profiles(survey: Survey) -> list[Profile]:
    entries = [e for e in survey.snapshot.texts if e.role not in (Role.VENDORED, Role.GENERATED)]
    found = (_profile(survey, e.path, e.language, e.role) for e in entries)
    return [profile for profile in found if profile]


def _profile(survey: Survey, path: str, language: str, role: Role) -> Profile | None:
    if role is Role.DOCS:
        return None
    lines = [line[:_LONGEST] for line in survey.snapshot.lines(path)]
    text = "\n".join(lines)
    if not _FOLDER.search(path) and not any(word in text for word in _WORDS):
        return None
    for tool, pattern, loads in _wanted(path, language, role):
        for number, line in enumerate(lines, 1):
            if pattern.search(line):
                return Profile(tool, Spot(path, number), loads)
    code = [n for n, line in enumerate(lines, 1) if line.strip()]
    if _FOLDER.search(path) and language in PROGRAMMING and len(code) >= _LEAST_LINES:
        return Profile("benchmark", Spot(path, code[0]), loads=False)
    return None


def _wanted(path: str, language: str, role: Role) -> Iterator[tuple[str, re.Pattern[str], bool]]:
    """What may show in a file of this kind."""
    for tool, (pattern, languages) in _MARKS.items():
        if language in languages or (not languages and path.endswith(".jmx")):
            yield tool, pattern, True
    if role is Role.CI or language in ("shell", "make", "just", "python", "json"):
        yield "load command", _COMMAND, True
    if language in _BENCHMARKS:
        yield "benchmark", _BENCHMARKS[language], False
