"""Whoever runs the container can tell a sick one: a check exists, and it can fail."""

import re
from collections.abc import Iterator

from seatrial.evidence.collectors import containers
from seatrial.evidence.dockerfile import Dockerfile
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.yaml_tree import Node

CHECK = Check(
    id="delivery.healthcheck",
    statement="The running service is watched by a health check that can fail",
    gate="G11",
    severity=Severity.LOW,
    remedy="Add a HEALTHCHECK (or a compose healthcheck, or a liveness probe) that asks the "
    "service.",
    effort="S",
    likelihood="medium",
)
_CANNOT_FAIL = re.compile(
    r"^\W*(cmd(-shell)?\W+)?(true|:|exit\s+0|echo\b[^|&;]*)\W*$|\|\|\s*(true|:|exit\s+0)\W*$",
    re.IGNORECASE,
)
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")


def collect(survey: Survey) -> list[Evidence]:
    images = containers.dockerfiles(survey)
    compose, kubernetes = containers.compose_files(survey), containers.kubernetes(survey)
    served = {p: d for p, d in images.items() if survey.is_service and _listens(d)}
    if not served and not kubernetes:
        return [survey.not_applicable(CHECK, "no container that serves")]
    checks = [*_of_images(served), *_of_compose(compose), *_of_kubernetes(kubernetes)]
    vain = [spot for spot, can_fail in checks if not can_fail]
    if vain:
        message = "a health check cannot fail"
        return [survey.fails(CHECK, message, s, severity=Severity.MEDIUM) for s in vain]
    if checks:
        return [survey.holds(CHECK, f"{len(checks)} health checks", *(s for s, _ in checks))]
    return _absent(survey, served, [*containers.unread(compose), *containers.unread(kubernetes)])


def _absent(survey: Survey, served: dict[str, Dockerfile], unread: list[str]) -> list[Evidence]:
    if unread:
        return [
            survey.unavailable(CHECK, f"{path!r} is no readable YAML", Spot(path, 1))
            for path in unread
        ]
    spots = [Spot(p, d.stages[-1].start, d.stages[-1].end) for p, d in served.items()]
    searched = ("HEALTHCHECK", "compose healthcheck", *_PROBES)
    return [survey.fails(CHECK, "nothing checks the container", *spots, searched=searched)]


def _listens(dockerfile: Dockerfile) -> bool:
    return dockerfile.effective("EXPOSE") is not None


def _of_images(images: dict[str, Dockerfile]) -> Iterator[tuple[Spot, bool]]:
    for path, dockerfile in images.items():
        if found := dockerfile.effective("HEALTHCHECK"):
            command = re.sub(r"^CMD\s+", "", found.value, flags=re.IGNORECASE)
            can_fail = command.upper() != "NONE" and not _CANNOT_FAIL.search(command)
            yield Spot(path, found.start, found.end), can_fail


def _of_compose(files: dict[str, Node | None]) -> Iterator[tuple[Spot, bool]]:
    for path, node in files.items():
        for _, service in containers.services(node) if node else ():
            check = service.get("healthcheck")
            test = check.get("test") if check else None
            if check and service.get("build"):
                off = check.text("disable") == "true" or (test and test.strings() == ["NONE"])
                command = " ".join(test.strings()) if test else ""
                can_fail = not off and not _CANNOT_FAIL.search(command)
                yield Spot(path, check.line, check.end_line), can_fail


def _of_kubernetes(files: dict[str, list[Node] | None]) -> Iterator[tuple[Spot, bool]]:
    for path, workloads in files.items():
        for workload in workloads or ():
            for container in containers.pod_containers(workload):
                yield from (
                    (Spot(path, container.key_line(probe)), True)
                    for probe in _PROBES
                    if container.get(probe)
                )
