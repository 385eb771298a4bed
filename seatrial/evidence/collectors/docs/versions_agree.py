"""Manifest, changelog, README and code name the same version."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seatrial.evidence.collectors.docs.changelogs import is_release, numbers, read_changelog
from seatrial.evidence.collectors.modules import broken_manifests
from seatrial.evidence.manifests import read_manifests
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="docs.versions-agree",
    statement="Manifest, changelog, README and code name the same version",
    gate="G8",
    severity=Severity.MEDIUM,
    remedy="Bring them to one version, or take it from one place.",
    effort="S",
)
_LITERAL = re.compile(r"__version__(?:\s*:\s*\w+)?\s*=\s*[\"']([^\"']{1,40})[\"']")
_CURRENT = re.compile(
    r"\b(?:current|latest)\s+(?:stable\s+)?(?:version|release)\b[^\w\n]{1,6}(?:is\W+)?"
    r"v?(\d{1,6}(?:\.\d{1,6}){1,3})\b",
    re.IGNORECASE,
)
_CODE = ("__init__", "_version", "version", "__about__", "__version__", "about")


@dataclass(frozen=True)
class Claim:
    """A place that states the version. `pending`: it may be behind, a release is in the making."""

    text: str
    spot: Spot
    pending: bool = False

    @property
    def numbers(self) -> tuple[int, ...]:
        return numbers(self.text.lstrip("vV"))


def collect(survey: Survey) -> list[Evidence]:
    if unread := broken_manifests(survey, CHECK):
        return unread
    claims = [c for c in stated_versions(survey) if is_release(c.text)]
    if len(claims) < 2:
        return [survey.not_applicable(CHECK, "fewer than two places state a version")]
    first, *others = claims
    differing = [c for c in others if not _agrees(first, c)]
    if differing:
        said = ", ".join(f"{c.spot.path!r} {c.text}" for c in [first, *differing])
        spots = [c.spot for c in [first, *differing]]
        return [survey.fails(CHECK, f"versions differ: {said}", *spots)]
    held = f"{len(claims)} places state version {first.text}"
    return [survey.holds(CHECK, held, *(c.spot for c in claims))]


def _agrees(first: Claim, other: Claim) -> bool:
    """A changelog with unreleased changes may be behind the version that is being made."""
    return first.numbers == other.numbers or (other.pending and other.numbers < first.numbers)


def stated_versions(survey: Survey) -> Iterator[Claim]:
    """Every place that states the version of the product, the manifest first."""
    yield from _manifests(survey)
    yield from _code(survey)
    changelog = read_changelog(survey)
    if changelog and changelog.newest:
        newest = changelog.newest
        yield Claim(newest.text, Spot(changelog.path, newest.line), changelog.pending)
    if survey.readme:
        for number, line in enumerate(survey.snapshot.lines(survey.readme), 1):
            if found := _CURRENT.search(line[:500]):
                yield Claim(found[1], Spot(survey.readme, number))


def _manifests(survey: Survey) -> Iterator[Claim]:
    """The manifest of the main ecosystem: others at the root often carry a stand-in."""
    project = survey.project
    if project:
        if project.version:
            yield Claim(project.version.value, Spot(project.path, project.version.line))
        return
    for manifest in read_manifests(survey.snapshot)[:1]:
        if manifest.version and numbers_or_none(manifest.version.value) != (0,):
            yield Claim(manifest.version.value, Spot(manifest.path, manifest.version.line))


def numbers_or_none(version: str) -> tuple[int, ...] | None:
    return numbers(version.lstrip("vV")) if is_release(version) else None


def _code(survey: Survey) -> Iterator[Claim]:
    """`__version__ = "…"` in the package that bears the project's name."""
    if not survey.project or not survey.project.name:
        return
    package = re.sub(r"[-.]", "_", survey.project.name.value)
    for name in _CODE:
        for entry in survey.snapshot.named(rf"(src/|lib/)?{re.escape(package)}/{name}\.py"):
            for number, line in enumerate(survey.snapshot.lines(entry.path), 1):
                if found := _LITERAL.match(line):
                    yield Claim(found[1], Spot(entry.path, number))
