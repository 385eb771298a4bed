"""The commands that documents show still work: none that its maker has taken away since."""

import re
from collections.abc import Iterator

from seatrial.evidence.collectors import commands
from seatrial.evidence.collectors.docs.changelogs import FILES as CHANGELOGS
from seatrial.evidence.collectors.docs.opened import unopened
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="docs.commands-current",
    statement="The commands that documents show have not been taken away by their makers",
    gate="G8",
    severity=Severity.LOW,
    remedy="Show the command that took its place, and try it.",
    effort="S",
)
# A command, what became of it, and how much a reader who types it is held up.
_GONE = (
    (r"python[\d.]*\s+setup\.py\s+(test|upload|register)\b", "setuptools removed it",
     Severity.LOW),
    (r"python[\d.]*\s+setup\.py\s+(install|develop)\b",
     "setuptools deprecates it: pip install does it", Severity.INFO),
    (r"easy_install\s+\S", "setuptools deprecates it: pip install does it", Severity.LOW),
    (r"(sudo\s+)?(python2(\.\d)?|pip2)\s+\S", "Python 2 ended in January 2020", Severity.LOW),
    (r"nosetests\b", "nose does not start under Python 3.10 and later", Severity.LOW),
    (r"(sudo\s+)?docker-compose\s+\S", "Compose V1 ended in July 2023: docker compose",
     Severity.INFO),
    (r"(curl|wget)\s.{0,200}\|\s*(sudo\s+)?apt-key\s+add|(sudo\s+)?apt-key\s+(add|adv)\b",
     "Debian 13 has no apt-key: use signed-by", Severity.LOW),
    (r"brew\s+cask\s+\S", "Homebrew removed it: brew install --cask", Severity.LOW),
    (r"helm\s+init\b", "Helm 3 removed it", Severity.LOW),
    (r"npm\s+bin\b", "npm 9 removed it", Severity.LOW),
    (r"pip[\d.]*\s+install\s.{0,200}--(process-dependency-links|install-option|egg)\b",
     "pip removed the option", Severity.LOW),
)  # fmt: skip
_MATCHERS = tuple((re.compile(pattern), became, weight) for pattern, became, weight in _GONE)
_PAST = re.compile(
    rf"{CHANGELOGS}|(.*/)?(release|change|history|upgrad|migrat)[^/]*", re.IGNORECASE
)


def collect(survey: Survey) -> list[Evidence]:
    paths = [p for p in survey.documents if not _PAST.fullmatch(p)]
    for entry in survey.snapshot.named(r"(docs?/)?(readme|install|contributing)[^/]*"):
        if entry.path not in paths and not _PAST.fullmatch(entry.path):
            paths.append(entry.path)
    unread = unopened(survey, CHECK, r"(docs?/)?(readme|install|contributing)[^/]*")
    if not paths and not unread:
        return [survey.not_applicable(CHECK, "there is no document")]
    failing = [*_failing(survey, paths), *unread]
    return survey.fails_or_holds(CHECK, failing, f"true of {len(paths)} documents")


def _failing(survey: Survey, paths: list[str]) -> Iterator[Evidence]:
    """The first place in each document that shows a command that is gone."""
    seen = set[tuple[str, str]]()
    for path, number, line in commands.lines_of_code(survey, paths):
        for matcher, became, weight in _MATCHERS:
            if matcher.match(line[:500]) and (path, became) not in seen:
                seen.add((path, became))
                message = f"{line[:80]!r}: {became}"
                yield survey.fails(CHECK, message, Spot(path, number), severity=weight)
