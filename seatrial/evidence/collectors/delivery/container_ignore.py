"""A build that copies the whole folder is told what to leave out: history, secrets, caches."""

import re

from seatrial.evidence.collectors import containers
from seatrial.evidence.dockerfile import Dockerfile, Instruction
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="delivery.container-ignore",
    statement="An image that copies the whole folder has a .dockerignore",
    gate="G11",
    severity=Severity.LOW,
    remedy="Add a .dockerignore that leaves out .git, .env and local environments.",
    effort="S",
    maps=("CWE-538",),
)
_EVERYTHING = re.compile(r"\[?\s*[\"']?\./?[\"']?[\s,]")


def collect(survey: Survey) -> list[Evidence]:
    copying = [
        (path, instruction)
        for path, dockerfile in containers.dockerfiles(survey).items()
        for instruction in _copies_everything(dockerfile)
    ]
    if not copying:
        return [survey.not_applicable(CHECK, "no image copies the whole folder")]
    failing = [
        survey.fails(
            CHECK,
            f"{path!r} copies the whole folder and there is no .dockerignore",
            Spot(path, found.start, found.end),
            searched=_ignores(path),
        )
        for path, found in copying
        if not _ignored(survey, path)
    ]
    return survey.fails_or_holds(CHECK, failing, "what is copied is narrowed by a .dockerignore")


def _copies_everything(dockerfile: Dockerfile) -> list[Instruction]:
    return [
        i
        for stage in dockerfile.stages
        for i in stage.instructions
        if i.name in {"COPY", "ADD"}
        and not any(flag.startswith("--from") for flag in i.flags)
        and _EVERYTHING.match(i.value)
    ]


def _ignores(path: str) -> tuple[str, ...]:
    folder = path.rpartition("/")[0]
    beside = f"{folder}/.dockerignore" if folder else ".dockerignore"
    return tuple(dict.fromkeys((".dockerignore", beside, f"{path}.dockerignore")))


def _ignored(survey: Survey, path: str) -> bool:
    """A .dockerignore with at least one rule."""
    for name in _ignores(path):
        entry = survey.snapshot.find(name)
        lines = survey.snapshot.lines(name) if entry and entry.text else []
        if any(line.strip() and not line.startswith("#") for line in lines):
            return True
    return False
