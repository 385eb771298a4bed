"""Which container files say how the thing that is shipped is built and run.

Files for development, tests, examples and CI machines are left out: what they do is not what
runs in production.
"""

import re
from collections.abc import Mapping, Sequence

from seatrial.evidence.dockerfile import Dockerfile, read_dockerfile
from seatrial.evidence.model import Check, Evidence
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.yaml_tree import Node, read_yaml
from seatrial.snapshot.model import Entry, Role

_NOT_SHIPPED = re.compile(
    r"(^|/)(testdata|fixtures|specs?|mocks?|__tests__|\.devcontainer|\.github|\.gitpod|\.?ci|docs?|examples?|samples?|demos?|tests?|dev"
    r"|e2e|testing|playwright|cypress|benchmarks?|bench|hack|fuzz|playground|tutorials?)/"
    r"|^extras?/"
    r"|(^|[./_-])(dev|devel|development|test|tests|testing|ci|local|override|debug|example|sample"
    r"|e2e|docs|lint|bench|fuzz|gitpod|playwright|cypress|storybook|builder)([./_-][^/]*)?$",
    re.IGNORECASE,
)
_DOCKERFILE = re.compile(r"(.*/)?((docker|container)file([._-][^/]*)?|[^/]*\.dockerfile)", re.I)
_NOT_A_DOCKERFILE = re.compile(r".*\.(dockerignore|j2|jinja2?|tmpl|template|tpl|erb|in|md)", re.I)
_COMPOSE = re.compile(r"(.*/)?(docker-)?compose[^/]*\.ya?ml", re.IGNORECASE)
_MOST_SPOTS = 20
NOT_YAML = "no readable YAML"


def dockerfiles(survey: Survey) -> dict[str, Dockerfile]:
    """Shipped Dockerfiles by path, those with at least one stage."""
    return survey.once("dockerfiles", lambda: _dockerfiles(survey))


def _dockerfiles(survey: Survey) -> dict[str, Dockerfile]:
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
        and shipped(entry.path)
    )


def compose_files(survey: Survey) -> dict[str, Node | None]:
    """Shipped compose files by path; None where the YAML cannot be read."""
    return survey.once("compose", lambda: _compose_files(survey))


def _compose_files(survey: Survey) -> dict[str, Node | None]:
    return {
        e.path: read_yaml(survey.snapshot.source(e.path))
        for e in survey.snapshot.files(Role.CONTAINER)
        if _COMPOSE.fullmatch(e.path) and shipped(e.path)
    }


def shipped(path: str) -> bool:
    """False for what serves development, tests, examples and CI machines."""
    return not _NOT_SHIPPED.search(path)


def services(compose: Node) -> list[tuple[str, Node]]:
    """The services of a compose file; templates that start with `x-` are none."""
    found = compose.get("services")
    return [(k, v) for k, v in found.items() if v.kind == "mapping"] if found else []


def unread(files: Mapping[str, object]) -> list[str]:
    """Paths of those that could not be read."""
    return [path for path, content in files.items() if content is None]


def unreadable(survey: Survey, check: Check, paths: Sequence[str], why: str) -> list[Evidence]:
    """One observation for all files that `check` would have had to read."""
    if not paths:
        return []
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    spots = (Spot(path, 1) for path in sorted(paths)[:_MOST_SPOTS])
    return [survey.unavailable(check, f"{sorted(paths)[0]!r}{more}: {why}", *spots)]
