"""Container images name what they are built on so that a rebuild gets the same."""

import re
from collections.abc import Iterator, Mapping

from seatrial.evidence.collectors import containers, kubernetes
from seatrial.evidence.collectors.supply.image_names import fault
from seatrial.evidence.dockerfile import Dockerfile
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.yaml_tree import Node, read_yaml_all

_FILLED_IN = re.compile(r"[${}]|filled-in-later|[:/][A-Z_]{3,}$|:(tag|version)$")

CHECK = Check(
    id="supply.images-pinned",
    statement="Every container image is named by a version or digest",
    gate="G9",
    severity=Severity.MEDIUM,
    remedy="Name an exact version, better the digest (`image:1.2.3@sha256:…`).",
    effort="S",
    maps=("Scorecard:Pinned-Dependencies", "CWE-1357"),
)


def collect(survey: Survey) -> list[Evidence]:
    compose = containers.compose_files(survey)
    own = _own_names(survey)
    named = [
        *(n for p, d in containers.dockerfiles(survey).items() for n in _bases(p, d)),
        *(n for p, node in compose.items() if node for n in _images(p, node, own)),
        *_of_pods(survey, own),
        *_of_charts(survey, own),
    ]
    failing = [
        survey.fails(CHECK, f"{image!r} {why[0]}", spot, severity=_weight(spot, why[1], compose))
        for spot, image in named
        if (why := fault(image))
    ]
    broken = [*containers.unread(compose), *kubernetes.unread(survey)[1]]
    failing += containers.unreadable(survey, CHECK, broken, containers.NOT_YAML)
    if failing or named:
        message = f"{len(named)} images, each named by a version or digest"
        return survey.fails_or_holds(CHECK, failing, message)
    return [survey.not_applicable(CHECK, "no container image is named")]


def _bases(path: str, dockerfile: Dockerfile) -> Iterator[tuple[Spot, str]]:
    earlier: set[str] = {"scratch"}
    for stage in dockerfile.stages:
        instruction = stage.instructions[0]
        if stage.base.lower() not in earlier and "$" not in stage.base:
            yield Spot(path, instruction.start, instruction.end), stage.base
        earlier.add(stage.name.lower())


def _images(path: str, compose: Node, own: frozenset[str]) -> Iterator[tuple[Spot, str]]:
    """Images that compose takes from elsewhere; one that it builds itself needs no pin."""
    for _, service in containers.services(compose):
        image = service.get("image")
        if not image or "$" in image.value or service.get("build"):
            continue
        if not _is_own(image.value, own):
            yield Spot(path, image.line), image.value


def _of_pods(survey: Survey, own: frozenset[str]) -> Iterator[tuple[Spot, str]]:
    """Images that a manifest starts, unless a tool puts the version in before it does."""
    for pod in [*kubernetes.pods(survey), *kubernetes.templated_pods(survey)]:
        for container in pod.containers:
            image = container.get("image")
            named = image and image.value and not _FILLED_IN.search(image.value)
            if image and named and not _is_own(image.value, own):
                yield Spot(pod.path, image.line), image.value


def _of_charts(survey: Survey, own: frozenset[str]) -> Iterator[tuple[Spot, str]]:
    """A chart's `image: {repository, tag}`; an empty tag is the chart's own version."""
    for path, values in kubernetes.chart_values(survey).items():
        for node in values.walk():
            tag, repository = node.get("tag"), node.text("repository")
            named = repository and not node.text("digest") and not _is_own(repository, own)
            if tag and tag.value and named:
                yield Spot(path, tag.line), f"{repository}:{tag.value}"


def _is_own(image: str, own: frozenset[str]) -> bool:
    name = image.rpartition("/")[2].partition("@")[0].partition(":")[0]
    return name.lower() in own or image.partition("@")[0].lower() in own


def _own_names(survey: Survey) -> frozenset[str]:
    """Names under which the project may publish its own image: users choose its version."""
    project = survey.project.name.value.lower() if survey.project else ""
    built = {name.lower() for name in _built_or_set(survey)}
    return frozenset({survey.snapshot.manifest.name.lower(), project, *built} - {""})


def _built_or_set(survey: Survey) -> Iterator[str]:
    """Images that compose or Skaffold builds, those whose version a kustomization states."""
    for compose in containers.compose_files(survey).values():
        for _, service in containers.services(compose) if compose else ():
            if service.get("build"):
                yield service.text("image").rpartition("/")[2].partition(":")[0]
    for entry in survey.snapshot.named(r"(.*/)?(skaffold|kustomization)\.ya?ml"):
        for document in read_yaml_all(survey.snapshot.source(entry.path)) or ():
            for images in (document.at("build", "artifacts"), document.get("images")):
                for image in images.elements if images else ():
                    yield image.text("image") or image.text("name")


def _weight(spot: Spot, severity: Severity, compose: Mapping[str, object]) -> Severity:
    """What a compose file starts, or a chart's values, is often chosen by who runs it."""
    chosen = spot.path in compose or spot.path.endswith("values.yaml")
    return Severity.LOW if chosen else severity
