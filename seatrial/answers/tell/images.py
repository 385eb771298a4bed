"""The shipped container images: what they are built on and which ports they name."""

import re
from collections.abc import Iterator

from seatrial.answers.known import Known, Told
from seatrial.answers.model import Sentence
from seatrial.answers.sheet import WHOLE
from seatrial.answers.tell.checks import of_check
from seatrial.evidence.collectors import containers
from seatrial.evidence.survey import Spot
from seatrial.evidence.yaml_tree import Node
from seatrial.gates.model import CheckStatus

_PORT = re.compile(r"\bports?\b\W{0,6}(\d{2,5})(?!\d)", re.IGNORECASE)
_LONGEST = 500
_USER = "delivery.container-non-root"


def container_user(known: Known) -> Told:
    """The check, with the lines that set the user where it holds."""
    told = list(of_check(known, _USER))
    if known.established(_USER).status is CheckStatus.HOLDS:
        told += _users(known)
    return {WHOLE: told}


def _users(known: Known) -> Iterator[Sentence]:
    for path, dockerfile in containers.dockerfiles(known.survey).items():
        if found := dockerfile.effective("USER"):
            text = f"'{path}' sets the user {found.value!r}."
            yield known.say(text, Spot(path, found.start, found.end))


def base_image(known: Known) -> Told:
    told = []
    for path, dockerfile in containers.dockerfiles(known.survey).items():
        stages = dockerfile.lineage()
        spots = [Spot(path, s.start) for s in dict.fromkeys((stages[0], stages[-1]))]
        told.append(known.say(f"'{path}' builds its image on {stages[-1].base!r}.", *spots))
    return {WHOLE: told}


def ports(known: Known) -> Told:
    """Ports that images expose, that compose files publish and that the README names."""
    told = [*_exposed(known), *_published(known), *_in_readme(known)]
    return {WHOLE: told}


def _exposed(known: Known) -> Iterator[Sentence]:
    for path, dockerfile in containers.dockerfiles(known.survey).items():
        for stage in dockerfile.lineage():
            for found in stage.instructions:
                if found.name == "EXPOSE":
                    text = f"'{path}' exposes {found.value}."
                    yield known.say(text, Spot(path, found.start, found.end))


def _published(known: Known) -> Iterator[Sentence]:
    for path, node in containers.compose_files(known.survey).items():
        for name, service in containers.services(node) if node else ():
            listed = service.get("ports")
            if listed and listed.elements:
                values = ", ".join(map(_port, listed.elements))
                spot = Spot(path, listed.line, listed.end_line)
                yield known.say(f"'{path}' publishes {values} of {name!r}.", spot)


def _port(node: Node) -> str:
    """`8060:8060`, or the long form of the same."""
    return node.value or f"{node.text('published')}:{node.text('target')}"


def _in_readme(known: Known) -> Iterator[Sentence]:
    path, seen = known.survey.readme, set[str]()
    for number, line in enumerate(known.survey.snapshot.lines(path) if path else (), 1):
        for port in _PORT.findall(line[:_LONGEST]):
            if port not in seen:
                seen.add(port)
                yield known.say(f"'{path}' names port {port}.", Spot(path, number))
