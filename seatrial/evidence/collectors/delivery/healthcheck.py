"""Whoever runs the container can tell a sick one: a check exists, and it can fail."""

import re
from collections.abc import Iterable, Iterator, Sequence

from seatrial.evidence.collectors import containers, kubernetes
from seatrial.evidence.collectors.delivery.health_scripts import in_vain
from seatrial.evidence.dockerfile import Dockerfile
from seatrial.evidence.manifests import read_manifests
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
    r"^\W*(cmd(-shell)?\W+)?((/bin/)?(ba)?sh\W+-c\W+)?(true|:|exit\s+0|echo\b[^|&;]*)\W*$"
    r"|(\|\||;)\s*(true|:|exit\s+0)\W*$",
    re.IGNORECASE,
)
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")


def collect(survey: Survey) -> list[Evidence]:
    images, compose = containers.dockerfiles(survey), containers.compose_files(survey)
    served = {p: d for p, d in images.items() if survey.is_service and _listens(d)}
    pods, templated = kubernetes.pods(survey), kubernetes.templated_pods(survey)
    serving, untold = [p for p in pods if _serves(p)], _untold(survey, templated)
    checks = [
        *_of_images(survey, served),
        *_of_compose(survey, compose, _names(survey)),
        *_of_pods([*pods, *templated]),
    ]
    if not served and not serving and not untold and not checks:
        return [survey.not_applicable(CHECK, "no container that serves")]
    vain = [spot for spot, can_fail in checks if not can_fail]
    message = "a health check cannot fail"
    failing = [survey.fails(CHECK, message, s, severity=Severity.MEDIUM) for s in vain]
    failing += [e for pod in serving if (e := _unwatched(survey, pod))]
    failing += containers.unreadable(survey, CHECK, untold, kubernetes.TEMPLATE)
    if failing:
        return failing
    if checks:
        return [survey.holds(CHECK, f"{len(checks)} health checks", *(s for s, _ in checks))]
    return _absent(survey, served, containers.unread(compose))


def _untold(survey: Survey, templated: Sequence[kubernetes.Pod]) -> list[str]:
    """Templates that do not show in plain words whether somebody asks what they start."""
    plain = {p.path for p in templated if not _serves(p) or _probed(p)}
    return [path for path in kubernetes.unread(survey)[0] if path not in plain]


def _absent(survey: Survey, served: dict[str, Dockerfile], unread: list[str]) -> list[Evidence]:
    if unavailable := kubernetes.unavailable(survey, CHECK, unread):
        return unavailable
    spots = [Spot(p, d.stages[-1].start, d.stages[-1].end) for p, d in served.items()]
    searched = ("HEALTHCHECK", "compose healthcheck", *_PROBES)
    return [survey.fails(CHECK, "nothing checks the container", *spots, searched=searched)]


def _serves(pod: kubernetes.Pod) -> bool:
    """It runs until it is stopped, and says on which port it is asked."""
    return pod.kind in kubernetes.SERVING and any(c.get("ports") for c in pod.containers)


def _probed(pod: kubernetes.Pod) -> bool:
    return any(c.get(probe) for c in pod.containers for probe in _PROBES)


def _unwatched(survey: Survey, pod: kubernetes.Pod) -> Evidence | None:
    if _probed(pod):
        return None
    container = pod.containers[0]
    message = f"no probe asks whether {pod.called} is well"
    return survey.fails(CHECK, message, Spot(pod.path, container.line), searched=_PROBES)


def _listens(dockerfile: Dockerfile) -> bool:
    return dockerfile.effective("EXPOSE") is not None


def _of_images(survey: Survey, images: dict[str, Dockerfile]) -> Iterator[tuple[Spot, bool]]:
    for path, dockerfile in images.items():
        if found := dockerfile.effective("HEALTHCHECK"):
            command = re.sub(r"^CMD\s+", "", found.value, flags=re.IGNORECASE)
            can_fail = command.upper() != "NONE" and not _CANNOT_FAIL.search(command)
            script = in_vain(survey, command)
            yield script or Spot(path, found.start, found.end), can_fail and not script


def _is_own(service: Node, own: frozenset[str]) -> bool:
    """It runs the image that this project publishes: `ghcr.io/owner/name` of a project `name`."""
    name = re.split(r"[@:]", service.text("image").rpartition("/")[2])[0]
    return "/" in service.text("image") and name.lower() in own


def _names(survey: Survey) -> frozenset[str]:
    stated = [m.name.value for m in read_manifests(survey.snapshot)]
    stated += [survey.project.name.value] if survey.project and survey.project.name else []
    return frozenset(name.rpartition("/")[2].lower() for name in stated if name)


def _of_compose(
    survey: Survey, files: dict[str, Node | None], own: frozenset[str]
) -> Iterator[tuple[Spot, bool]]:
    for path, node in files.items():
        for _, service in containers.services(node) if node else ():
            check = service.get("healthcheck")
            test = check.get("test") if check else None
            if check and (service.get("build") or _is_own(service, own)):
                off = check.text("disable") == "true" or (test and test.strings() == ["NONE"])
                command = " ".join(test.strings()) if test else ""
                can_fail = not off and not _CANNOT_FAIL.search(command)
                script = in_vain(survey, command)
                yield script or Spot(path, check.line, check.end_line), can_fail and not script


def _of_pods(pods: Iterable[kubernetes.Pod]) -> Iterator[tuple[Spot, bool]]:
    for pod in pods:
        for container in pod.containers:
            for name in _PROBES:
                if probe := container.get(name):
                    command = probe.at("exec", "command")
                    vain = command and _CANNOT_FAIL.search(" ".join(command.strings()))
                    yield Spot(pod.path, container.key_line(name)), not vain
