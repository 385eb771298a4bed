"""The Python versions that the manifest tells people of are allowed by it, and tried by CI."""

import re

from seatrial.evidence.collectors.delivery.pipelines import other_pipelines
from seatrial.evidence.collectors.modules import broken_manifests
from seatrial.evidence.collectors.ranges import Version, allows
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="docs.pythons-agree",
    statement="The Python versions in the classifiers are allowed and tried by CI",
    gate="G8",
    severity=Severity.LOW,
    remedy="List in the classifiers what requires-python allows and CI runs, no more.",
    effort="S",
    likelihood="low",
)
_CLASSIFIER = re.compile(r"Programming Language :: Python :: (3\.\d{1,2})\b")
_TRIED = re.compile(r"(?<![\d.])3\.(\d{1,2})(?![\d])|\bpy3(\d{1,2})\b|\bcp3(\d{1,2})\b")
_MANIFESTS = r"pyproject\.toml|setup\.cfg|setup\.py"
_RUNS = r"tox\.ini|noxfile\.py|\.github/workflows/[^/]+\.ya?ml|tox\.toml"


def collect(survey: Survey) -> list[Evidence]:
    if broken := broken_manifests(survey, CHECK):
        return broken
    told = _told(survey)
    if not told:
        return [survey.not_applicable(CHECK, "no Python version stands in the classifiers")]
    range_ = survey.project.requires_python.value if survey.project else ""
    tried = _tried(survey)
    failing = []
    for version, spot in told.items():
        name = ".".join(map(str, version))
        if range_ and allows(range_, version) is False:
            message = f"the classifiers name Python {name}, requires-python is {range_!r}"
            failing.append(survey.fails(CHECK, message, spot))
        elif tried and version not in tried:
            message = f"the classifiers name Python {name}, which no CI definition names"
            failing.append(survey.fails(CHECK, message, spot))
    return survey.fails_or_holds(CHECK, failing, f"{len(told)} versions are allowed and tried")


def _told(survey: Survey) -> dict[Version, Spot]:
    found: dict[Version, Spot] = {}
    for entry in survey.snapshot.named(_MANIFESTS):
        for number, line in enumerate(survey.snapshot.lines(entry.path), 1):
            if classifier := _CLASSIFIER.search(line[:500]):
                version = tuple(map(int, classifier[1].split(".")))
                found.setdefault(version, Spot(entry.path, number))
    return found


def _tried(survey: Survey) -> frozenset[Version]:
    """Every version that a CI definition, tox or nox names; empty when none names two or more,
    for then the list is made elsewhere."""
    paths = [e.path for e in survey.snapshot.named(_RUNS)] + list(other_pipelines(survey))
    texts = (survey.snapshot.source(path) for path in paths)
    found = (next(filter(None, m)) for text in texts for m in _TRIED.findall(text))
    versions = frozenset((3, int(minor)) for minor in found)
    return versions if len(versions) > 1 else frozenset()
