"""The versions of Python, Node and Go that files of the tree name: for people, images and CI."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seatrial.evidence.collectors import containers, workflows
from seatrial.evidence.collectors.ranges import Version, version_of
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.yaml_tree import Node

_FILES = {
    "python": (r"\.python-version", r"runtime\.txt"),
    "npm": (r"\.nvmrc", r"\.node-version"),
    "go": (r"\.go-version",),
}
_IMAGES = {"python": "python", "npm": "node", "go": "golang"}
_TOOL = {"python": "python", "npm": "nodejs", "go": "golang"}
_ACTIONS = {
    "python": ("actions/setup-python@", "python-version"),
    "npm": ("actions/setup-node@", "node-version"),
    "go": ("actions/setup-go@", "go-version"),
}


@dataclass(frozen=True)
class Pinned:
    """A place that names a version of a language. `shipped`: the image that runs has it; `ci`:
    CI does."""

    version: Version
    text: str
    spot: Spot
    shipped: bool = False
    ci: bool = False


def pinned(survey: Survey, kind: str) -> Iterator[Pinned]:
    """Every place at the root, in shipped images and in CI that names a version of `kind`."""
    yield from _in_files(survey, kind)
    yield from _in_images(survey, kind)
    yield from _in_ci(survey, kind)


def _made(text: str, spot: Spot, *, shipped: bool = False, ci: bool = False) -> Iterator[Pinned]:
    if version := version_of(text):
        yield Pinned(version, text.strip(), spot, shipped, ci)


def _in_files(survey: Survey, kind: str) -> Iterator[Pinned]:
    """Only the first line of a version file counts: pyenv takes the others as well."""
    for pattern in _FILES[kind]:
        for entry in survey.snapshot.named(pattern):
            first = survey.snapshot.lines(entry.path)[0]
            yield from _made(first.removeprefix("python-"), Spot(entry.path, 1))
    for entry in survey.snapshot.named(r"\.tool-versions"):
        for number, line in enumerate(survey.snapshot.lines(entry.path), 1):
            name, _, rest = line.strip().partition(" ")
            if name == _TOOL[kind]:
                yield from _made(rest, Spot(entry.path, number))


def _in_images(survey: Survey, kind: str) -> Iterator[Pinned]:
    for path, dockerfile in containers.dockerfiles(survey).items():
        for stage in dockerfile.stages:
            found = re.fullmatch(rf"(?:\S+/)?{_IMAGES[kind]}:(\S+)", stage.base.split("@")[0])
            tag = re.match(r"[\d.]+", found[1]) if found else None
            if tag:
                yield from _made(tag[0].rstrip("."), Spot(path, stage.start), shipped=True)


def _in_ci(survey: Survey, kind: str) -> Iterator[Pinned]:
    action, key = _ACTIONS[kind]
    for path, workflow in workflows.readable(survey).items():
        for job in workflows.jobs(workflow):
            for step in job.steps:
                if step.text("uses").startswith(action):
                    given = step.at("with", key)
                    yield from _of_step(path, job.node, given)


def _of_step(path: str, job: Node, given: Node | None) -> Iterator[Pinned]:
    """The versions of a step: its own, or those of the job's matrix that it refers to."""
    if given is None or given.kind != "scalar":
        return
    matrix = re.search(r"matrix\.([\w-]+)", given.value)
    if not matrix:
        for offset, line in enumerate(given.value.split("\n")):
            yield from _made(line, Spot(path, min(given.line + offset, given.end_line)), ci=True)
        return
    found = job.at("strategy", "matrix", matrix[1])
    for element in found.elements if found else ():
        if element.kind == "scalar":
            yield from _made(element.value, Spot(path, element.line), ci=True)
