"""No container is given the rights of the machine that it runs on.

Agents of a node (DaemonSets) and images of others in compose files may need them: low there.
Sources: the "privileged" profile of https://kubernetes.io/docs/concepts/security/pod-security-standards/
"""

import re
from collections.abc import Iterator

from seatrial.evidence.collectors import containers, kubernetes
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.yaml_tree import Node

CHECK = Check(
    id="delivery.no-privileged-containers",
    statement="No container is given the rights of the machine that it runs on",
    gate="G11",
    severity=Severity.MEDIUM,
    remedy="Drop `privileged`, host namespaces and the Docker socket; add single capabilities.",
    effort="M",
    maps=("CWE-250",),
)
_SOCKET = re.compile(r"/(docker|containerd|crio|podman)(/\w+)?\.sock\b")
_ALL_RIGHTS = frozenset({"ALL", "SYS_ADMIN", "CAP_SYS_ADMIN", "CAP_ALL"})
_HOST = ("hostNetwork", "hostPID", "hostIPC")
_SHARED = {"network_mode": "hostNetwork", "pid": "hostPID", "ipc": "hostIPC"}


def collect(survey: Survey) -> list[Evidence]:
    compose, pods = containers.compose_files(survey), kubernetes.pods(survey)
    seen = [n for path, node in compose.items() if node for n in _of_compose(path, node)]
    for pod in [*pods, *kubernetes.templated_pods(survey)]:
        seen += _of_pod(pod)
    seen += [
        n for path, node in kubernetes.chart_values(survey).items() for n in _asked(path, node)
    ]
    failing = [survey.fails(CHECK, said, spot, severity=weight) for spot, said, weight in seen]
    failing += kubernetes.unavailable(survey, CHECK, containers.unread(compose))
    if not failing and not compose and not pods:
        return [survey.not_applicable(CHECK, "no compose file or Kubernetes workload")]
    held = f"{len(pods)} workloads and {len(compose)} compose files without rights of the host"
    return survey.fails_or_holds(CHECK, failing, held)


Seen = tuple[Spot, str, Severity]


def _of_compose(path: str, compose: Node) -> Iterator[Seen]:
    for name, service in containers.services(compose):
        weight = Severity.MEDIUM if service.get("build") else Severity.LOW
        for node, right in _rights_of_service(service):
            low = right in _SHARED.values() or "read-only" in right
            spot = Spot(path, node.line)
            yield spot, f"the service {name!r} is given {right}", Severity.LOW if low else weight


def _rights_of_service(service: Node) -> Iterator[tuple[Node, str]]:
    if (privileged := service.get("privileged")) and privileged.value == "true":
        yield privileged, "every right of the host (privileged)"
    for key, right in _SHARED.items():
        if (shared := service.get(key)) and shared.value == "host":
            yield shared, right
    added = service.get("cap_add")
    yield from _capabilities(added)
    mounted = service.get("volumes")
    for volume in mounted.elements if mounted else ():
        source = volume.value or volume.text("source")
        if _SOCKET.search(source):
            only_read = source.endswith(":ro") or volume.text("read_only") == "true"
            yield volume, f"the container runtime's socket{' (read-only)' if only_read else ''}"


def _of_pod(pod: kubernetes.Pod) -> Iterator[Seen]:
    """A node's agent does need the node; for others, a shared network alone is low."""
    agent = pod.kind == "DaemonSet"
    for node, right in _rights_of_pod(pod):
        weight = Severity.LOW if agent or right == "hostNetwork" else Severity.MEDIUM
        yield Spot(pod.path, node.line), f"{pod.called} is given {right}", weight


def _rights_of_pod(pod: kubernetes.Pod) -> Iterator[tuple[Node, str]]:
    for key in _HOST:
        if (shared := pod.spec.get(key)) and shared.value == "true":
            yield shared, key
    for container in pod.containers:
        context = container.get("securityContext")
        if context and (privileged := context.get("privileged")) and privileged.value == "true":
            yield privileged, "every right of the host (privileged)"
        yield from _capabilities(context.at("capabilities", "add") if context else None)
    volumes = pod.spec.get("volumes")
    for volume in volumes.elements if volumes else ():
        mounted = volume.at("hostPath", "path")
        if mounted and _SOCKET.search(mounted.value):
            yield mounted, "the container runtime's socket"


def _capabilities(added: Node | None) -> Iterator[tuple[Node, str]]:
    for capability in added.elements if added else ():
        if capability.value.upper() in _ALL_RIGHTS:
            yield capability, f"the capability {capability.value}"


def _asked(path: str, values: Node) -> Iterator[Seen]:
    """What a chart asks for unless whoever installs it says otherwise."""
    for node in values.walk():
        for key, value in node.items():
            if key.lower().endswith("securitycontext") and value.text("privileged") == "true":
                line = value.key_line("privileged")
                yield Spot(path, line), f"{key!r} is privileged by default", Severity.LOW
