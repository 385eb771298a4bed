"""Which container files say how the thing that is shipped is built and run.

Files for development, tests, examples and CI machines are left out: what they do is not what
runs in production.
"""

import re
from collections.abc import Mapping

from seatrial.evidence.dockerfile import Dockerfile, read_dockerfile
from seatrial.evidence.survey import Survey
from seatrial.evidence.yaml_tree import Node, read_yaml, read_yaml_all
from seatrial.snapshot.model import Entry, Role

_NOT_SHIPPED = re.compile(
    r"(^|/)(testdata|fixtures|specs?|mocks?|__tests__|\.devcontainer|\.github|\.gitpod|\.?ci|docs?|examples?|samples?|demos?|tests?|dev"
    r"|e2e|testing|playwright|cypress|benchmarks?|bench|hack|fuzz|playground|tutorials?)/"
    r"|(^|[./_-])(dev|devel|development|test|tests|testing|ci|local|override|debug|example|sample"
    r"|e2e|docs|lint|bench|fuzz|gitpod|playwright|cypress|storybook|builder)([./_-][^/]*)?$",
    re.IGNORECASE,
)
_DOCKERFILE = re.compile(r"(.*/)?((docker|container)file([._-][^/]*)?|[^/]*\.dockerfile)", re.I)
_NOT_A_DOCKERFILE = re.compile(r".*\.(dockerignore|j2|jinja2?|tmpl|template|tpl|erb|in|md)", re.I)
_COMPOSE = re.compile(r"(.*/)?(docker-)?compose[^/]*\.ya?ml", re.IGNORECASE)
_WORKLOAD = re.compile(
    r"^kind:[ \t]*[\"']?(Deployment|StatefulSet|DaemonSet|ReplicaSet|Pod|Job|CronJob)\b", re.M
)
WORKLOADS = frozenset("""Deployment StatefulSet DaemonSet ReplicaSet Pod Job CronJob""".split())


def dockerfiles(survey: Survey) -> dict[str, Dockerfile]:
    """Shipped Dockerfiles by path, those with at least one stage."""
    found = {
        e.path: read_dockerfile(survey.snapshot.lines(e.path))
        for e in survey.snapshot.files(Role.CONTAINER)
        if _is_dockerfile(e)
    }
    return {path: dockerfile for path, dockerfile in found.items() if dockerfile.stages}


def _is_dockerfile(entry: Entry) -> bool:
    return bool(
        _DOCKERFILE.fullmatch(entry.path)
        and not _NOT_A_DOCKERFILE.fullmatch(entry.path)
        and not _NOT_SHIPPED.search(entry.path)
    )


def compose_files(survey: Survey) -> dict[str, Node | None]:
    """Shipped compose files by path; None where the YAML cannot be read."""
    return {
        e.path: read_yaml(survey.snapshot.source(e.path))
        for e in survey.snapshot.files(Role.CONTAINER)
        if _COMPOSE.fullmatch(e.path) and not _NOT_SHIPPED.search(e.path)
    }


def services(compose: Node) -> list[tuple[str, Node]]:
    """The services of a compose file; templates that start with `x-` are none."""
    found = compose.get("services")
    return [(k, v) for k, v in found.items() if v.kind == "mapping"] if found else []


def kubernetes(survey: Survey) -> dict[str, list[Node] | None]:
    """Kubernetes workloads by path; None where the YAML cannot be read, as in Helm templates."""
    found: dict[str, list[Node] | None] = {}
    for entry in survey.snapshot.files(Role.CONFIG, language="yaml"):
        text = survey.snapshot.source(entry.path)
        if not _WORKLOAD.search(text) or "apiVersion:" not in text:
            continue
        if not _NOT_SHIPPED.search(entry.path):
            found[entry.path] = _workloads(read_yaml_all(text))
    return found


def _workloads(documents: list[Node] | None) -> list[Node] | None:
    if documents is None:
        return None
    return [d for d in documents if d.text("kind") in WORKLOADS]


def pod_containers(workload: Node) -> list[Node]:
    """The containers of a workload, wherever its kind keeps the pod's specification."""
    for path in (
        ("spec", "template", "spec"),
        ("spec", "jobTemplate", "spec", "template", "spec"),
        ("spec",),
    ):
        specification = workload.at(*path)
        containers = specification.get("containers") if specification else None
        if containers:
            return [c for c in containers.elements if c.kind == "mapping"]
    return []


def unread(files: Mapping[str, object]) -> list[str]:
    """Paths of those that could not be read."""
    return [path for path, content in files.items() if content is None]
