"""CI runs in images that name a version, so that a run tomorrow means what it means today."""

from collections.abc import Iterator

from seatrial.evidence.collectors import gitlab, workflows
from seatrial.evidence.collectors.delivery.pipelines import other_pipelines, unreadable
from seatrial.evidence.collectors.supply.image_names import fault
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.yaml_tree import Node, read_yaml_all

CHECK = Check(
    id="supply.ci-images-pinned",
    statement="Every image that CI runs in names a version or digest",
    gate="G9",
    severity=Severity.LOW,
    remedy="Name an exact version, better the digest (`image:1.2.3@sha256:…`).",
    effort="S",
    maps=("Scorecard:Pinned-Dependencies", "CWE-1357"),
)
# Systems whose steps or jobs name their image by `image:`, in plain YAML.
_PLAIN = frozenset({"circleci", "drone", "woodpecker", "bitbucket"})


def collect(survey: Survey) -> list[Evidence]:
    named = [
        (path, image)
        for path, image in (*_of_github(survey), *_of_gitlab(survey), *_of_others(survey))
        if image.value and not set("$<{") & set(image.value)
    ]
    failing = [
        survey.fails(CHECK, f"{image.value!r} {why[0]}", Spot(path, image.line))
        for path, image in named
        if (why := fault(image.value)) and why[1] is not Severity.LOW
    ]
    failing += unreadable(survey, CHECK)
    if not named and not failing:
        return [survey.not_applicable(CHECK, "CI names no image")]
    return survey.fails_or_holds(CHECK, failing, f"{len(named)} images of CI name a version")


def _of_github(survey: Survey) -> Iterator[tuple[str, Node]]:
    for path, workflow in workflows.readable(survey).items():
        for job in workflows.jobs(workflow):
            yield from ((path, i) for i in _image(job.node.get("container"), "image"))
            services = job.node.get("services")
            for _, service in services.items() if services else ():
                yield from ((path, i) for i in _image(service, "image"))


def _of_gitlab(survey: Survey) -> Iterator[tuple[str, Node]]:
    for path, root in gitlab.files(survey).items():
        holders = [root, *(value for _, value in root.pairs)] if root else []
        for holder in holders:
            if holder is None or holder.kind != "mapping":
                continue
            yield from ((path, i) for i in _image(holder.get("image"), "name"))
            services = holder.get("services")
            for service in services.elements if services else ():
                yield from ((path, i) for i in _image(service, "name"))


def _image(node: Node | None, key: str) -> Iterator[Node]:
    """An image stands by itself, or under `key` beside its options."""
    found = node if node is None or node.kind == "scalar" else node.get(key)
    if found:
        yield found


def _of_others(survey: Survey) -> Iterator[tuple[str, Node]]:
    for path, system in other_pipelines(survey).items():
        roots = read_yaml_all(survey.snapshot.source(path)) if system in _PLAIN else []
        for root in roots or ():
            for node in root.walk():
                found = node.get("image")
                yield from ((path, i) for i in _image(found, "name"))
