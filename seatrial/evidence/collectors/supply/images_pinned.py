"""Container images name what they are built on so that a rebuild gets the same."""

import re
from collections.abc import Iterator, Mapping

from seatrial.evidence.collectors import containers
from seatrial.evidence.dockerfile import Dockerfile
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.yaml_tree import Node

CHECK = Check(
    id="supply.images-pinned",
    statement="Every container image is named by a version or digest",
    gate="G9",
    severity=Severity.MEDIUM,
    remedy="Name an exact version, better the digest (`image:1.2.3@sha256:…`).",
    effort="S",
    maps=("Scorecard:Pinned-Dependencies", "CWE-1357"),
)
# The tag of a distribution is its release, by number or by name.
_DISTRIBUTIONS = frozenset(
    """alpine debian ubuntu fedora centos rockylinux almalinux amazonlinux opensuse/leap
    oraclelinux redhat/ubi8 redhat/ubi9 busybox archlinux""".split()
)
# One major of these spans years of incompatible minors.
_MAJOR_SAYS_LITTLE = frozenset({"python", "golang", "rust", "php", "perl", "ruby"})
_ONLY_MAJOR = re.compile(r"v?\d+(-[a-z].*)?$")


def collect(survey: Survey) -> list[Evidence]:
    compose = containers.compose_files(survey)
    own = _own_names(survey)
    named = [
        *(n for p, d in containers.dockerfiles(survey).items() for n in _bases(p, d)),
        *(n for p, node in compose.items() if node for n in _images(p, node, own)),
    ]
    failing = [
        survey.fails(
            CHECK, f"{image!r} {fault[0]}", spot, severity=_weight(spot, fault[1], compose)
        )
        for spot, image in named
        if (fault := _fault(image))
    ]
    failing += [
        survey.unavailable(CHECK, f"{path!r} is no readable YAML", Spot(path, 1))
        for path in containers.unread(compose)
    ]
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
        if image.value.partition(":")[0].rpartition("/")[2].lower() not in own:
            yield Spot(path, image.line), image.value


def _own_names(survey: Survey) -> frozenset[str]:
    """Names under which the project may publish its own image: users choose its version."""
    project = survey.project.name.value.lower() if survey.project else ""
    return frozenset({survey.snapshot.manifest.name.lower(), project} - {""})


def _weight(spot: Spot, severity: Severity, compose: Mapping[str, object]) -> Severity:
    """What a compose file starts beside the program is often chosen by who runs it."""
    return Severity.LOW if spot.path in compose else severity


def _fault(image: str) -> tuple[str, Severity] | None:
    if "@sha256:" in image:
        return None
    name, _, tag = image.rpartition("/")[2].partition(":")
    if not tag or tag == "latest":
        return "names no version", Severity.MEDIUM
    family = image.partition(":")[0].removeprefix("docker.io/").removeprefix("library/")
    if family in _DISTRIBUTIONS or re.search(r"\d", name):
        return None
    if not re.search(r"\d", tag):
        return "names a moving tag", Severity.MEDIUM
    if _ONLY_MAJOR.match(tag):
        little = family in _MAJOR_SAYS_LITTLE
        return "names a major version only", Severity.MEDIUM if little else Severity.LOW
    return None
