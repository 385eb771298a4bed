"""Who runs it knows which version of the language it needs."""

import re
from collections.abc import Iterator

from seatrial.evidence.collectors import containers
from seatrial.evidence.collectors.modules import broken_manifests
from seatrial.evidence.manifests import read_manifests
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Survey

CHECK = Check(
    id="startup.version-stated",
    statement="The version of the language that the project needs is stated",
    gate="G7",
    severity=Severity.MEDIUM,
    remedy="State it in the manifest: requires-python, engines.node, rust-version, the go line.",
    effort="S",
)
_FILES = {
    "python": r"\.python-version|runtime\.txt|\.tool-versions|\.?mise\.toml|environment\.ya?ml"
    r"|Pipfile",
    "npm": r"\.nvmrc|\.node-version|\.tool-versions|\.?mise\.toml",
    "cargo": r"rust-toolchain(\.toml)?|\.tool-versions|\.?mise\.toml",
    "go": r"\.go-version|\.tool-versions",
}
_INSIDE = {
    "python": r"python|^\d",
    "npm": r"node|^v?\d|lts",
    "cargo": r"rust|channel|^\d",
    "go": r".",
}
_IMAGES = {"python": "python:", "npm": "node:", "cargo": "rust:", "go": "golang:"}
_PYTHON_MANIFEST = r"setup\.py|setup\.cfg|requirements\.txt|Pipfile"


def collect(survey: Survey) -> list[Evidence]:
    if broken := broken_manifests(survey, CHECK):
        return broken
    stated = dict(_ecosystems(survey))
    if not stated:
        return [survey.not_applicable(CHECK, "no manifest of a known language")]
    failing = [_silent(survey, kind) for kind, version in stated.items() if not version]
    message = ", ".join(f"{kind} {version!r}" for kind, version in stated.items())
    return survey.fails_or_holds(CHECK, failing, f"stated: {message}")


def _ecosystems(survey: Survey) -> Iterator[tuple[str, str]]:
    """Each ecosystem with a manifest at the root, and where or as what its version is stated."""
    project = survey.project
    if project or survey.snapshot.named(_PYTHON_MANIFEST):
        value = project.requires_python.value if project else ""
        yield "python", value or _in_setup(survey) or _elsewhere(survey, "python")
    for manifest in read_manifests(survey.snapshot):
        if manifest.ecosystem == "npm" and (project or not manifest.version):
            continue  # tools for building pages or checking style, not what runs
        yield (
            manifest.ecosystem,
            manifest.language.value or _elsewhere(survey, manifest.ecosystem),
        )


def _in_setup(survey: Survey) -> str:
    for entry in survey.snapshot.named(r"setup\.py"):
        found = re.search(r"python_requires\s*=\s*(.{1,40})", survey.snapshot.source(entry.path))
        return found[1].strip(" ,\"'") if found else ""
    return ""


def _elsewhere(survey: Survey, kind: str) -> str:
    """A version file or a base image that states it, '' when there is none."""
    for entry in survey.snapshot.named(_FILES[kind]):
        if re.search(_INSIDE[kind], survey.snapshot.source(entry.path), re.MULTILINE):
            return entry.path
    for path, dockerfile in containers.dockerfiles(survey).items():
        if any(re.search(rf"(^|/){_IMAGES[kind]}\d", s.base) for s in dockerfile.stages):
            return path
    return ""


def _silent(survey: Survey, kind: str) -> Evidence:
    """For packages of other ecosystems it is custom to leave it open."""
    searched = tuple(_FILES[kind].replace("\\", "").split("|"))
    message = f"the {kind} version that the project needs is not stated"
    weight = Severity.MEDIUM if kind == "python" else Severity.LOW
    return survey.fails(CHECK, message, searched=("the manifest", *searched), severity=weight)
