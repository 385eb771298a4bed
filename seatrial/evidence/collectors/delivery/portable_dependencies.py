"""What is installed can be had on another machine: no path of this one, no single platform."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seatrial.evidence.collectors import containers
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Entry, Role

CHECK = Check(
    id="delivery.portable-dependencies",
    statement="No dependency is bound to one machine's folders or one platform",
    gate="G11",
    severity=Severity.MEDIUM,
    remedy="Name a version or a relative path; lock for every platform, or mark the exception.",
    effort="S",
)


@dataclass(frozen=True)
class Trace:
    """What a line of some manifests or lock files betrays."""

    files: re.Pattern[str]
    line: re.Pattern[str]
    says: str
    severity: Severity


_REQUIREMENTS = re.compile(r"(.*/)?(requirements[^/]*\.(txt|in|lock)|requirements/[^/]+\.(txt|in))")
_PACKAGE = re.compile(r"(.*/)?package\.json")
_ABSOLUTE = "a folder of one machine"
_TRACES = (
    Trace(
        _REQUIREMENTS,
        re.compile(r"^[^#]*?(@\s*|-e\s+|^)file:///(?!\.)\S|^\s*-e\s+/\S"),
        _ABSOLUTE,
        Severity.MEDIUM,
    ),
    Trace(
        _PACKAGE, re.compile(r'":\s*"(file|link):(//)?(/|[A-Za-z]:)'), _ABSOLUTE, Severity.MEDIUM
    ),
    Trace(
        re.compile(r"(.*/)?go\.mod"),
        re.compile(r"^[^/]*\S.*=>\s*(/|[A-Za-z]:\\)"),
        _ABSOLUTE,
        Severity.MEDIUM,
    ),
    Trace(
        re.compile(r"(.*/)?(Cargo|pyproject)\.toml"),
        re.compile(r"^[^#]*\bpath\s*=\s*\"(/|[A-Za-z]:[\\/])[^\"]*\"\s*[,}]"),
        _ABSOLUTE,
        Severity.MEDIUM,
    ),
    Trace(
        re.compile(r"(.*/)?environment\.ya?ml"),
        re.compile(r"^prefix:\s*\S"),
        "where one machine keeps its environment",
        Severity.LOW,
    ),
    Trace(
        _REQUIREMENTS,
        re.compile(
            r"^\s*(pywin32|pypiwin32|pywinpty|wmi|appnope|pyobjc[\w-]*|tensorflow-(macos|intel|metal))"
            r"\s*==[^;]*$",
            re.IGNORECASE,
        ),
        "a package of one platform without a marker",
        Severity.LOW,
    ),
)
_NATIVE = re.compile(
    r'^\s*"(fsevents|@(rollup/rollup|esbuild|swc/core|next/swc|img/sharp|parcel/watcher)[-/]'
    r'(linux|darwin|win32)[\w-]*)"\s*:'
)
_SECTION = re.compile(r'^\s*"(\w*[dD]ependencies)"\s*:\s*\{')
_MOST_LINES = 20_000


def collect(survey: Survey) -> list[Evidence]:
    entries = [e for e in survey.snapshot.files() if _is_looked_at(e)]
    failing = [
        survey.fails(CHECK, f"it names {says}", Spot(entry.path, line), severity=severity)
        for entry in entries
        for line, says, severity in _seen(survey, entry)
    ]
    if not entries:
        return [survey.not_applicable(CHECK, "no manifest or lock file")]
    return survey.fails_or_holds(CHECK, failing, f"{len(entries)} manifests for any machine")


def _is_looked_at(entry: Entry) -> bool:
    named = any(t.files.fullmatch(entry.path) for t in _TRACES) or _is_gemfile(entry)
    left = entry.role in {Role.TEST, Role.VENDORED, Role.GENERATED, Role.DOCS}
    return named and not left and containers.shipped(f"{entry.path.rpartition('/')[0]}/x")


def _is_gemfile(entry: Entry) -> bool:
    return entry.path.rpartition("/")[2] == "Gemfile.lock"


def _seen(survey: Survey, entry: Entry) -> Iterator[tuple[int, str, Severity]]:
    lines = survey.snapshot.lines(entry.path)[:_MOST_LINES]
    for trace in _TRACES:
        if trace.files.fullmatch(entry.path):
            for number, line in enumerate(lines, 1):
                if trace.line.search(line[:500]):
                    yield number, trace.says, trace.severity
    if _PACKAGE.fullmatch(entry.path):
        yield from _native(lines)
    if _is_gemfile(entry):
        yield from _gem_platforms(lines)


def _native(lines: list[str]) -> Iterator[tuple[int, str, Severity]]:
    """Binaries of one platform that everybody must install."""
    section = ""
    for number, line in enumerate(lines, 1):
        if opened := _SECTION.match(line):
            section = opened[1]
        elif section == "dependencies" and _NATIVE.match(line):
            yield number, "a package of one platform that everybody must install", Severity.LOW


def _gem_platforms(lines: list[str]) -> Iterator[tuple[int, str, Severity]]:
    if "PLATFORMS" not in lines:
        return
    start = lines.index("PLATFORMS")
    named = []
    for line in lines[start + 1 :]:
        if not line.strip():
            break
        named.append(line.strip())
    if named and all(re.search(r"darwin|mingw|mswin", name) for name in named):
        yield start + 2, f"{', '.join(named)} as its only platforms", Severity.LOW
