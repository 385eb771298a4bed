"""OpenAPI descriptions: which paths each of them names, and in which lines.

Format: https://spec.openapis.org/oas/latest.html (JSON is read as the YAML that it is).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from seatrial.evidence.survey import Survey
from seatrial.evidence.yaml_tree import MOST_CHARACTERS, read_yaml
from seatrial.snapshot.model import Entry, Role

_FILES = r"(.*/)?(openapi|swagger)[^/]*\.(json|ya?ml)"
_NOT_JUDGED = frozenset({Role.TEST, Role.VENDORED, Role.CI})


@dataclass(frozen=True)
class Description:
    """`paths` gives each path its line. `broken` says why it could not be understood; `too_long`
    tells a text that nobody tried to read."""

    paths: Mapping[str, int] = field(default_factory=dict)
    broken: str = ""
    too_long: bool = False


def descriptions(survey: Survey) -> dict[str, Description]:
    """Descriptions by path."""
    return survey.once("OpenAPI", lambda: _descriptions(survey))


def _descriptions(survey: Survey) -> dict[str, Description]:
    found = (e for e in survey.snapshot.named(_FILES) if e.role not in _NOT_JUDGED)
    return {e.path: made for e in found if (made := _read(survey, e))}


def _read(survey: Survey, entry: Entry) -> Description | None:
    """None for a file that only has the name: a tool's settings, a part without a version."""
    text = survey.snapshot.source(entry.path)
    if len(text) > MOST_CHARACTERS:
        return Description(broken=f"longer than {MOST_CHARACTERS} characters", too_long=True)
    if "openapi" not in text and "swagger" not in text:
        return None
    root = read_yaml(text)
    if root is None:
        return Description(broken="it is no readable YAML or JSON")
    if not (root.text("openapi") or root.text("swagger")):
        return None
    paths = root.get("paths")
    return Description({k.value: k.line for k, _ in paths.pairs} if paths else {})
