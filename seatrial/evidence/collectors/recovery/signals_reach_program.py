"""The script that starts a container hands over to the program.

A shell that is process 1 does not pass SIGTERM on to what it runs: `docker stop` and Kubernetes
wait for their grace period and then kill the program in the middle of its work. `exec` puts the
program in the shell's place. https://docs.docker.com/reference/dockerfile/#entrypoint
"""

import re
from collections.abc import Iterator

from seatrial.evidence.collectors import containers
from seatrial.evidence.dockerfile import Dockerfile, Instruction
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="recovery.signals-reach-program",
    statement="The script that starts a container hands over to the program",
    gate="G4",
    severity=Severity.LOW,
    remedy='End the script with `exec` and the program (`exec "$@"`), or start it under tini.',
    effort="S",
    maps=("CWE-404",),
)
_SCRIPT = re.compile(r"([\w.-]*entrypoint[\w.-]*|[\w.-]+\.(?:ba)?sh)(?=[\"'\s,\]]|$)")
# What forwards signals by itself.
_FORWARDS = re.compile(r"\b(tini|dumb-init|s6-\w+|supervisord|catatonit)\b|/init\b")
_HANDS_OVER = re.compile(r"(?m)^[^#\n]*(?<![\w-])(exec|trap)\s")
_SHELL = re.compile(r"#!.*\b(ba|da|a)?sh\b")
_NO_COMMAND = re.compile(r"\s*(#.*|fi|done|esac|\}|;;|else)?\s*")
_KEEPS_WATCH = re.compile(r"\s*(wait|exit|return|sleep|tail)\b")


def collect(survey: Survey) -> list[Evidence]:
    found = {
        name: (path, instruction)
        for path, dockerfile in containers.dockerfiles(survey).items()
        for name, instruction in _started(dockerfile)
    }
    if not found:
        return [survey.not_applicable(CHECK, "no container is started by a shell script")]
    judged = [e for name, (path, i) in found.items() if (e := _judge(survey, name, path, i))]
    return survey.fails_or_holds(CHECK, judged, f"{len(found)} start scripts hand over")


def _judge(survey: Survey, name: str, dockerfile: str, started: Instruction) -> Evidence | None:
    """Evidence when the script does not hand over, or nobody can tell."""
    same = survey.snapshot.named(rf"(.*/)?{re.escape(name)}")
    if len(same) != 1:
        message = f"the start script {name!r} was found {len(same)} times in the tree"
        return survey.unavailable(CHECK, message, Spot(dockerfile, started.start, started.end))
    path = same[0].path
    if line := _last_command(survey.snapshot.lines(path)):
        return survey.fails(CHECK, f"{path!r} runs the program without exec", Spot(path, line))
    return None


def _started(dockerfile: Dockerfile) -> Iterator[tuple[str, Instruction]]:
    """The name of the script by which the image is started, and where that is said."""
    instruction = dockerfile.effective("ENTRYPOINT") or dockerfile.effective("CMD")
    if instruction is None or _FORWARDS.search(instruction.value):
        return
    if named := _SCRIPT.search(instruction.value):
        yield named[1], instruction


def _last_command(lines: list[str]) -> int:
    """The line of the last command of a shell script that never hands over, else 0."""
    text = "\n".join(lines)
    if lines and lines[0].startswith("#!") and not _SHELL.match(lines[0]):
        return 0  # a program in another language gets the signals itself
    if _HANDS_OVER.search(text) or _FORWARDS.search(text):
        return 0
    commands = [n for n, line in enumerate(lines, 1) if not _NO_COMMAND.fullmatch(line)]
    last = commands[-1] if commands else 0
    return 0 if not last or _KEEPS_WATCH.match(lines[last - 1]) else last
