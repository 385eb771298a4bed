"""One container cannot take the whole machine: memory is bounded where it is run."""

from collections.abc import Iterator

from seatrial.evidence.collectors import containers, kubernetes
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.yaml_tree import Node

CHECK = Check(
    id="delivery.resource-limits",
    statement="Every container that is run has resource limits",
    gate="G11",
    severity=Severity.LOW,
    remedy="Set memory and CPU limits for each service or container.",
    effort="S",
    maps=("CWE-770",),
)


def collect(survey: Survey) -> list[Evidence]:
    compose = containers.compose_files(survey)
    judged = [*_of_compose(compose), *_of_kubernetes(survey)]
    failing = [
        survey.fails(CHECK, f"{name!r} has no resource limits", spot)
        for spot, name, limited in judged
        if not limited
    ]
    failing += kubernetes.unavailable(survey, CHECK, containers.unread(compose))
    if not failing and not judged:
        return [survey.not_applicable(CHECK, "no compose file or Kubernetes workload")]
    return survey.fails_or_holds(CHECK, failing, f"{len(judged)} containers with limits")


def _of_compose(files: dict[str, Node | None]) -> Iterator[tuple[Spot, str, bool]]:
    """Services that are built here; the limits of others are their user's choice."""
    for path, node in files.items():
        services = node.get("services") if node else None
        for name, service in services.pairs if services else ():
            if service.get("build"):
                limits = service.at("deploy", "resources", "limits") or service.get("mem_limit")
                yield Spot(path, name.line), name.value, limits is not None


def _of_kubernetes(survey: Survey) -> Iterator[tuple[Spot, str, bool]]:
    for pod in kubernetes.pods(survey):
        for container in pod.containers:
            limited = container.at("resources", "limits") is not None
            yield Spot(pod.path, container.line), container.text("name"), limited
