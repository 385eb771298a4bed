"""What coverage counts is the whole program: nothing that matters is left out of the sum."""

import re
from fnmatch import fnmatchcase

from seatrial.evidence.collectors.program_scope import answer, production
from seatrial.evidence.collectors.tests.suite_settings import (
    Settings,
    coverage_settings,
    unread_settings,
)
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="tests.coverage-whole",
    statement="The coverage settings leave out nothing that the program needs",
    gate="G1",
    severity=Severity.LOW,
    remedy="Take the path out of coverage's omit list, or test it.",
    effort="M",
)
# What is left out of coverage with good reason: made by tools, or not reachable in one run.
_WITH_REASON = re.compile(
    r"(^|/)(__main__|_?version|__version__|__about__|conftest|setup|manage|wsgi|asgi|_?compat\w*"
    r"|_?typing\w*|_?types|settings\w*|config|celery)\.py$"
    r"|(^|/)(migrations|alembic|versions|management|tests?|testing|_?vendor\w*|_?compat|stubs|settings"
    r"|locales?|third[_-]party|extern\w*|gen|generated)/"
)
_CRITICAL = re.compile(
    r"(^|[/_])(auth\w*|login|passwords?|crypto?\w*|security|permissions?|payments?|billing|sessions?"
    r"|tokens?)([/_.])"
)
_MOST_PATTERNS = 200
# Shares of the program's lines.
_LARGE = 0.25
_SMALL = 0.02
_LEAST_LINES = 20
_MOST_SHOWN = 10


def collect(survey: Survey) -> list[Evidence]:
    scope = production(survey)
    if broken := unread_settings(survey, CHECK):
        return broken
    settings = coverage_settings(survey)
    if not settings:
        return [survey.not_applicable(CHECK, "coverage has no settings here")]
    failing = [e for setting in settings if (e := _judge(survey, setting, list(scope.python)))]
    held = f"coverage counts all of {len(scope.python)} Python files that matter"
    return answer(survey, CHECK, scope, failing, held)


def _judge(survey: Survey, setting: Settings, paths: list[str]) -> Evidence | None:
    """It weighs more where much is left out, or what guards the rest; a trifle may be left out."""
    patterns = [p for key in ("run.omit", "report.omit") for p in setting.all(key)][:_MOST_PATTERNS]
    omitted = {pattern: _omitted(pattern.value, paths) for pattern in patterns}
    files = sorted({path for found in omitted.values() for path in found})
    share = _lines(survey, files) / max(1, _lines(survey, paths))
    critical = [
        path for path in files if _CRITICAL.search(path) and _lines(survey, [path]) >= _LEAST_LINES
    ]
    if not files or (share < _SMALL and not critical):
        return None
    names = ", ".join(map(repr, [*critical, *(f for f in files if f not in critical)][:3]))
    message = f"coverage leaves out {len(files)} files, {share:.0%} of the lines: {names}"
    spots = [Spot(setting.path, pattern.line) for pattern, found in omitted.items() if found]
    severity = Severity.MEDIUM if critical or share > _LARGE else None
    return survey.fails(CHECK, message, *spots[:_MOST_SHOWN], severity=severity)


def _omitted(pattern: str, paths: list[str]) -> list[str]:
    """Files that `pattern` takes out of the sum, those with good reason aside."""
    return [p for p in paths if _matches(pattern, p) and not _WITH_REASON.search(p)]


def _matches(pattern: str, path: str) -> bool:
    """As coverage does: from the root, or from anywhere when it begins with a star; a folder
    stands for what is in it."""
    plain = pattern.strip("\"'").removeprefix("./")
    plain = f"{plain}*" if plain.endswith("/") else plain
    return fnmatchcase(path, plain) or (plain.startswith("*") and fnmatchcase(f"/{path}", plain))


def _lines(survey: Survey, paths: list[str]) -> int:
    return sum(e.lines for path in paths if (e := survey.snapshot.find(path)))
