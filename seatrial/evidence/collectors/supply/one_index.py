"""Every Python package comes from one index: of two, pip takes whichever has the higher version, so
a stranger who registers an internal name on the public one is installed."""

import re
from collections.abc import Iterator

from seatrial.evidence.collectors import containers
from seatrial.evidence.collectors.delivery.pipelines import commands_of_all, unreadable
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.python.scope import is_ancillary
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="supply.one-index",
    statement="No build lets pip choose between two package indexes",
    gate="G9",
    severity=Severity.LOW,
    remedy="Name one index that holds everything (`--index-url`), or bind packages to their index"
    " (uv: `explicit = true`; poetry: `source`).",
    effort="M",
    maps=("CWE-427", "CWE-1357"),
)
_FILES = (
    r"(.*/)?([\w.-]*requirements[\w.-]*\.(txt|in)|requirements/[\w.-]+\.(txt|in)|pip\.(conf|ini))"
)
_NAMED = re.compile(
    r"(?:--extra-index-url[ \t=]{1,20}|^extra-index-url[ \t]{0,20}=[ \t]{0,20})(\S+)"
)
# Indexes of vendors that are public themselves, for builds of packages that have no other home.
_PUBLIC = re.compile(
    r"https://(download\.pytorch\.org|pypi\.(ngc\.)?nvidia\.com|(www\.)?piwheels\.org|pypi\.org"
    r"|pypi\.anaconda\.org|data\.pyg\.org|wheels\.vllm\.ai|test\.pypi\.org)/"
)
_INSTALLS = re.compile(r"\bpip[\d.]*\b|\buv\b")
_LONGEST = 10_000


def collect(survey: Survey) -> list[Evidence]:
    looked = [*_lines(survey), *_of_images(survey)]
    looked += [(Spot(c.path, c.line), c.text) for c in commands_of_all(survey)]
    failing = [
        survey.fails(CHECK, "pip may take any package from a second index", spot)
        for spot, text in looked
        if _second(text[:_LONGEST])
    ]
    failing += unreadable(survey, CHECK)
    if not looked and not failing:
        return [survey.not_applicable(CHECK, "no requirements, Dockerfile or CI command")]
    return survey.fails_or_holds(CHECK, failing, f"{len(looked)} lines name one index at most")


def _second(text: str) -> bool:
    found = _NAMED.search(text)
    return found is not None and not _PUBLIC.match(found[1].strip("\"'"))


def _lines(survey: Survey) -> Iterator[tuple[Spot, str]]:
    for entry in survey.snapshot.named(_FILES):
        if entry.role in (Role.TEST, Role.VENDORED) or is_ancillary(entry.path):
            continue
        for number, line in enumerate(survey.snapshot.lines(entry.path), 1):
            if line.strip() and not line.lstrip().startswith("#"):
                yield Spot(entry.path, number), line.strip()


def _of_images(survey: Survey) -> Iterator[tuple[Spot, str]]:
    for path, dockerfile in containers.dockerfiles(survey).items():
        for stage in dockerfile.stages:
            for found in stage.instructions:
                if found.name == "RUN" and _INSTALLS.search(found.value[:_LONGEST]):
                    yield Spot(path, found.start, found.end), found.value
