"""The version of the language that files, images and CI name is one that the manifest allows."""

from collections.abc import Iterator

from seatrial.evidence.collectors import workflows
from seatrial.evidence.collectors.modules import broken_manifests
from seatrial.evidence.collectors.pinned_versions import Pinned, pinned
from seatrial.evidence.collectors.ranges import allows
from seatrial.evidence.manifests import Stated, read_manifests
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="startup.versions-agree",
    statement="Images, version files and CI use a language version that the manifest allows",
    gate="G7",
    severity=Severity.LOW,
    remedy="Bring the manifest's range and the named version together.",
    effort="S",
)
_Compared = tuple[str, str, Stated, Pinned, bool]
_NAMES = {"python": "Python", "npm": "Node", "go": "Go"}


def collect(survey: Survey) -> list[Evidence]:
    broken = [*broken_manifests(survey, CHECK), *workflows.unreadable(survey, CHECK)]
    compared = _without_more_tests(
        [
            (kind, path, range_, place, fits)
            for kind, path, range_ in _stated(survey)
            for place in pinned(survey, kind)
            if (fits := allows(range_.value, place.version)) is not None
        ]
    )
    if not compared and not broken:
        return [survey.not_applicable(CHECK, "no range and version to compare")]
    failing = [
        _fails(survey, kind, path, range_, place)
        for kind, path, range_, place, fits in compared
        if not fits
    ]
    return survey.fails_or_holds(CHECK, failing + broken, f"{len(compared)} places agree")


def _without_more_tests(compared: list[_Compared]) -> list[_Compared]:
    """npm only warns of its `engines`, so CI can test on versions of Node that are promised to
    nobody; when it tests on promised ones as well, that is more than was asked for."""
    tested = {
        path for kind, path, _, place, fits in compared if kind == "npm" and place.ci and fits
    }
    return [row for row in compared if row[4] or not (row[3].ci and row[1] in tested)]


def _stated(survey: Survey) -> Iterator[tuple[str, str, Stated]]:
    """Each language with the manifest's path and the range that it states."""
    if survey.project and survey.project.requires_python:
        yield "python", survey.project.path, survey.project.requires_python
    for manifest in read_manifests(survey.snapshot):
        if manifest.ecosystem in {"npm", "go"} and manifest.language:
            least = manifest.ecosystem == "go"
            range_ = f">={manifest.language.value}" if least else manifest.language.value
            stated = Stated(value=range_, line=manifest.language.line)
            yield manifest.ecosystem, manifest.path, stated


def _fails(survey: Survey, kind: str, path: str, range_: Stated, place: Pinned) -> Evidence:
    """An image with the wrong version does not start; elsewhere somebody will notice."""
    message = f"{_NAMES[kind]} {place.text} is named here, {path!r} asks for {range_.value!r}"
    severity = Severity.MEDIUM if place.shipped else None
    return survey.fails(CHECK, message, place.spot, Spot(path, range_.line), severity=severity)
