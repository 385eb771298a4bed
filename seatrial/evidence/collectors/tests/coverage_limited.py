"""Coverage cannot fall unseen: some tool fails, or reports, below a limit that is written down."""

import re

from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="tests.coverage-limited",
    statement="A limit below which coverage may not fall is written down",
    gate="G1",
    severity=Severity.INFO,
    remedy="Set fail_under in coverage's settings, or its equal, to what is reached today.",
    likelihood="low",
)
_LIMIT = re.compile(
    r"\bfail[_-]under\s*[=:]?\s*[\"']?[1-9]|cov-fail-under[= ]+[1-9]|\"?coverageThreshold\"?\s*[:=]"
    r"|\bthresholds?\b.{0,20}[:{]\s*\{?\s*(lines|branches|statements|functions|global)"
    r"|<minimum>\s*(0?\.[1-9]|1\.0|[1-9]\d%)|minimum\s*=\s*[\"']?(0?\.[1-9]|1\.0)"
    r"|--fail-under-lines[= ]+[1-9]"
    r"|(?i:coverage_?(min|limit|threshold)\w*)\s*[=:]+\s*[\"']?[1-9]"
)
# Services that hold each change against the coverage before it.
_SERVICE = re.compile(
    r"codecov/codecov-action|coverallsapp/|codacy-coverage|qlty-action|sonarcloud"
)
_RUNS = (
    r"noxfile\.py|tasks\.py|.*\.gradle(\.kts)?|[jv][\w.]*\.config\.\w+|(scripts?|bin|ci|\.ci)/[^/]+"
)
_SEARCHED = ("fail_under", "--cov-fail-under", "coverageThreshold", "codecov.yml", "CI definitions")


def collect(survey: Survey) -> list[Evidence]:
    if not survey.sources:
        return [survey.not_applicable(CHECK, "there is no program to cover")]
    for entry in survey.snapshot.named(r"(\.github/)?\.?codecov\.ya?ml|\.coveralls\.yml"):
        if survey.snapshot.source(entry.path).strip():
            return [survey.holds(CHECK, f"{entry.path!r} judges changes", Spot(entry.path, 1))]
    files = survey.snapshot.files(Role.CONFIG, Role.CI)
    files += survey.snapshot.named(_RUNS)
    for entry in files:
        if spot := _limit(survey, entry.path, in_ci=entry.role is Role.CI):
            return [survey.holds(CHECK, "coverage is held to a limit", spot)]
    return [survey.fails(CHECK, "no limit for coverage is written down", searched=_SEARCHED)]


def _limit(survey: Survey, path: str, *, in_ci: bool) -> Spot | None:
    for number, line in enumerate(survey.snapshot.lines(path), 1):
        plain = line[:500]
        if plain.lstrip().startswith("#"):
            continue
        if _LIMIT.search(plain) or (in_ci and _SERVICE.search(plain)):
            return Spot(path, number)
    return None
