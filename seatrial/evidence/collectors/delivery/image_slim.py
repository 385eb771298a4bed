"""The image holds what the program needs to run, not what built it."""

import re
from collections.abc import Iterator

from seatrial.evidence.collectors import containers
from seatrial.evidence.dockerfile import Dockerfile, Instruction
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="delivery.image-slim",
    statement="The image holds no compiler and no build tools",
    gate="G11",
    severity=Severity.INFO,
    remedy="Build in an earlier stage and copy the outcome, or remove the tools in the same RUN.",
    effort="M",
    likelihood="low",
    maps=("CWE-1104",),
)
_INSTALLS = re.compile(r"\b(apt-get|apt|apk|dnf|microdnf|yum)\s[^&|;]{0,200}?\b(install|add)\b")
_TOOLS = re.compile(
    r"(?<![\w./-])(build-essential|build-base|gcc|g\+\+|clang|cmake|make|cargo|rustc|golang"
    r"|default-jdk|openjdk-\d+-jdk)(?![\w./-])"
)
_REMOVES = re.compile(
    r"\b(apt-get|apt|dnf|microdnf|yum)\s[^&|;]{0,200}?\b(purge|remove|autoremove)\b|\bapk\s+del\b"
)


def collect(survey: Survey) -> list[Evidence]:
    found = containers.dockerfiles(survey)
    if not found:
        return [survey.not_applicable(CHECK, "no Dockerfile of a shipped image")]
    failing = [
        survey.fails(CHECK, f"{tool!r} stays in the image", Spot(path, run.start, run.end))
        for path, dockerfile in found.items()
        for run, tool in _kept(dockerfile)
    ]
    return survey.fails_or_holds(CHECK, failing, f"{len(found)} images without build tools")


def _kept(dockerfile: Dockerfile) -> Iterator[tuple[Instruction, str]]:
    for stage in dockerfile.lineage():
        for run in stage.instructions:
            installs = run.name == "RUN" and _INSTALLS.search(run.value)
            if installs and not _REMOVES.search(run.value):
                tool = _TOOLS.search(run.value, installs.end())
                if tool:
                    yield run, tool[0]
