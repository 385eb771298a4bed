"""Image, health check and documents speak of the same port."""

import re
from collections.abc import Iterator

from seatrial.evidence.collectors import containers
from seatrial.evidence.dockerfile import Dockerfile, Instruction
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="startup.ports-agree",
    statement="Image, health check and README name ports on which something listens",
    gate="G7",
    severity=Severity.LOW,
    remedy="Bring EXPOSE, the start command, the health check and the documents to one port.",
    effort="S",
)
_LISTENS = re.compile(
    r"(?:--port|-p|--bind|-b|--http|--listen|--server\.port)[\"',=\s]+(?:[\w.\[\]*]*:)?(\d{2,5})(?!\d)"
)
_LOCAL = re.compile(r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]):(\d{2,5})(?!\d)")
# On these a framework, a tool or a database listens without being told.
_DEFAULTS = frozenset(
    "80 443 3000 3001 4200 5000 5173 8000 8001 8080 8081 8443 8888 9000 9090 5432 3306 6379 27017 "
    "9200 11434 1025 8025 6006 15672 5672 4000 4317 4318".split()
)
_MOST = 5


def collect(survey: Survey) -> list[Evidence]:
    images = {path: d for path, d in containers.dockerfiles(survey).items() if _exposed(d)}
    shown = dict(_shown(survey)) if survey.is_service else {}
    if not images and not shown:
        return [survey.not_applicable(CHECK, "no port is named twice")]
    failing = [e for path, dockerfile in images.items() for e in _judge(survey, path, dockerfile)]
    failing += _unheard(survey, shown)
    return survey.fails_or_holds(
        CHECK, failing, f"image files looked at: {len(images)}; they and the README agree"
    )


def _exposed(dockerfile: Dockerfile) -> frozenset[str]:
    """The ports of every EXPOSE of the image; empty when one of them is a variable."""
    values = [
        word.split("/")[0]
        for stage in dockerfile.lineage()
        for instruction in stage.instructions
        if instruction.name == "EXPOSE"
        for word in instruction.value.split()
    ]
    return frozenset(values) if all(v.isdigit() for v in values) else frozenset()


def _judge(survey: Survey, path: str, dockerfile: Dockerfile) -> Iterator[Evidence]:
    """What the start command and the health check say, against what is exposed."""
    exposed = _exposed(dockerfile)
    started = [i for kind in ("ENTRYPOINT", "CMD") if (i := dockerfile.effective(kind))]
    listening = {port for i in started for port in _LISTENS.findall(i.value)}
    ports = " ".join(sorted(exposed))
    for instruction in started:
        for port in sorted(set(_LISTENS.findall(instruction.value)) - exposed):
            message = f"the start command listens on {port}, exposed is {ports}"
            yield survey.fails(CHECK, message, _spot(path, instruction))
    check = dockerfile.effective("HEALTHCHECK")
    asked = _LOCAL.findall(check.value) if check else []
    if check and asked and not set(asked) & (exposed | listening):
        message = f"the health check asks port {asked[0]}, exposed is {ports}"
        yield survey.fails(CHECK, message, _spot(path, check))


def _spot(path: str, instruction: Instruction) -> Spot:
    return Spot(path, instruction.start, instruction.end)


def _shown(survey: Survey) -> Iterator[tuple[str, Spot]]:
    """Each port of this machine that the README sends its reader to, where it first does."""
    seen = set[str]()
    for number, line in enumerate(survey.snapshot.lines(survey.readme) if survey.readme else (), 1):
        for port in _LOCAL.findall(line[:1000]):
            if port not in seen and port not in _DEFAULTS:
                seen.add(port)
                yield port, Spot(survey.readme, number)


def _unheard(survey: Survey, shown: dict[str, Spot]) -> list[Evidence]:
    """Ports of the README that no program, setting or image names."""
    left = dict(shown)
    roles = (Role.SOURCE, Role.CONFIG, Role.CONTAINER, Role.DATA, Role.CI, Role.TEST)
    for entry in survey.snapshot.files(*roles) if left else ():
        text = survey.snapshot.source(entry.path)
        for port in [p for p in left if p in text]:
            if re.search(rf"(?<!\d){port}(?!\d)", text):
                del left[port]
    return [
        survey.fails(
            CHECK, f"the README sends its reader to port {port}, which nothing names", spot
        )
        for port, spot in list(left.items())[:_MOST]
        if not _maps(survey, spot, port)
    ]


def _maps(survey: Survey, spot: Spot, port: str) -> bool:
    """The README itself opens the port: `-p 8123:80`, `--port 8123`, `ssh -L`."""
    text = survey.snapshot.source(spot.path)
    return bool(re.search(rf"(-p|--publish|--port|-L|PORT)[=\s\"']+(\S*:)?{port}(?!\d)", text))
