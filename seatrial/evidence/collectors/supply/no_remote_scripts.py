"""No build runs a script straight from the network: what it gets tomorrow nobody has seen."""

import re
from collections.abc import Iterator

from seatrial.evidence.collectors import containers
from seatrial.evidence.collectors.delivery.pipelines import commands_of_all, unreadable
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="supply.no-remote-scripts",
    statement="No build runs a script straight from the network",
    gate="G9",
    severity=Severity.LOW,
    remedy="Download a stated version, compare its checksum, then run it.",
    effort="S",
    maps=("Scorecard:Pinned-Dependencies", "CWE-494"),
)
_LONGEST = 10_000
_FETCHES = re.compile(r"\b(curl|wget)\s")
_ADDRESS = re.compile(r"https?://[^\s\"'<>()]{4,400}")
_SHELL = re.compile(
    r"\s*(sudo\s+(-\w+\s+)?)?(/bin/|/usr/bin/env\s+|/usr/bin/)?(\w+=\S*\s+)?(ba|z|da)?sh(\s|$)"
)
_SUBSTITUTED = re.compile(r"\b(ba|z|da)?sh\s+(-c\s+)?[\"']?(<|\$)\(\s*(curl|wget)\s")
# An address with a version or a commit in it is as good as a tag.
_VERSIONED = re.compile(r"/v?\d+\.\d+(\.\d+)?(/|-|$)|/[0-9a-f]{40}/")


def collect(survey: Survey) -> list[Evidence]:
    looked = [
        *_of_images(survey),
        *((Spot(c.path, c.line), c.text) for c in commands_of_all(survey)),
    ]
    failing = [
        survey.fails(CHECK, f"a script from {address!r} is run as it comes", spot)
        for spot, text in looked
        for address in _run_as_it_comes(text[:_LONGEST])
    ]
    failing += unreadable(survey, CHECK)
    if not looked and not failing:
        return [survey.not_applicable(CHECK, "no Dockerfile and no CI command")]
    return survey.fails_or_holds(
        CHECK, failing, f"{len(looked)} commands of builds, none runs a script unseen"
    )


def _run_as_it_comes(text: str) -> list[str]:
    """The addresses of scripts that a shell gets through a pipe or a substitution."""
    if not _FETCHES.search(text):
        return []
    found: list[str] = []
    for command in re.split(r"&&|\|\||;", text):
        parts = command.split("|")
        pairs = zip(parts, parts[1:], strict=False)
        piped = [left for left, right in pairs if _FETCHES.search(left) and _SHELL.match(right)]
        piped += [command] if _SUBSTITUTED.search(command) else []
        found += [a[0] for text in piped[:1] if (a := _ADDRESS.search(text))]
    return [a for a in found if not _VERSIONED.search(a)]


def _of_images(survey: Survey) -> Iterator[tuple[Spot, str]]:
    for path, dockerfile in containers.dockerfiles(survey).items():
        for stage in dockerfile.stages:
            for found in stage.instructions:
                if found.name == "RUN":
                    yield Spot(path, found.start, found.end), found.value
