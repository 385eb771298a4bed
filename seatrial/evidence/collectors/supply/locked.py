"""What is installed is written down exactly: every dependency, direct or not, is locked."""

import re
from collections.abc import Iterator

from seatrial.evidence.collectors.modules import broken_manifests
from seatrial.evidence.collectors.supply.requirements import Line, requirement_files
from seatrial.evidence.manifests import read_manifests
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="supply.locked",
    statement="Every dependency, direct or not, is locked to one content",
    gate="G9",
    severity=Severity.MEDIUM,
    remedy="Commit a lock file with hashes (uv lock, poetry lock, pip-compile --generate-hashes, "
    "npm install, cargo generate-lockfile).",
    effort="S",
    maps=("Scorecard:Pinned-Dependencies", "CWE-1357"),
)
_LOCKS = {
    "python": r"uv\.lock|poetry\.lock|pdm\.lock|Pipfile\.lock|pixi\.lock|conda-lock\.ya?ml"
    r"|pylock(\.[^/]+)?\.toml",
    "npm": r"package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?"
    r"|deno\.lock",
    "cargo": r"Cargo\.lock",
    "go": r"go\.sum",
}
# Requirements of documents, examples and other parts are not what the program runs with.
_OF_PROGRAM = re.compile(
    r"(requirements|reqs)/[^/]+|requirements[^/]*|(app|src|backend|server|api)/requirements\.(txt|lock)"
)
_FOR_DEVELOPERS = re.compile(
    r"dev|test|doc|lint|ci|example|typing|build|style|format|check|tool|release|bench|min", re.I
)
_SETUP_NEEDS = re.compile(r"install_requires\s*=")


def collect(survey: Survey) -> list[Evidence]:
    seen = [*_python(survey), *_others(survey)]
    failing = [e for e in seen if isinstance(e, Evidence)]
    locks = sorted(path for path in seen if isinstance(path, str))
    failing += broken_manifests(survey, CHECK)
    if not seen and not failing:
        return [survey.not_applicable(CHECK, "no dependency is declared")]
    message = f"dependencies are locked by {', '.join(map(repr, locks))}"
    return survey.fails_or_holds(CHECK, failing, message)


def _others(survey: Survey) -> Iterator[Evidence | str]:
    for manifest in read_manifests(survey.snapshot):
        if not manifest.dependencies:
            continue
        if lock := _lock(survey, manifest.ecosystem):
            yield lock
        else:
            yield _unlocked(survey, manifest.path, manifest.ecosystem)


def _python(survey: Survey) -> Iterator[Evidence | str]:
    files = {p: ls for p, ls in requirement_files(survey).items() if _OF_PROGRAM.fullmatch(p)}
    lock = _lock(survey, "python") or next((p for p in sorted(files) if _hashed(files[p])), "")
    if lock:
        yield lock
        return
    program = [p for p in sorted(files) if not _FOR_DEVELOPERS.search(p)]
    pinned = next((p for p in ("requirements.txt", *program) if _pinned(files.get(p))), "")
    if pinned:
        yield _pins_only(survey, pinned, files[pinned])
    elif needs := _needs(survey, files):
        yield _unlocked(survey, needs, "python")


def _lock(survey: Survey, ecosystem: str) -> str:
    """The lock file of an ecosystem at the root, '' when there is none."""
    matcher = re.compile(_LOCKS[ecosystem])
    return next((e.path for e in survey.snapshot.entries if matcher.fullmatch(e.path)), "")


def _hashed(lines: list[Line]) -> bool:
    return bool(lines) and all(line.pinned and line.hashed for line in lines)


def _pinned(lines: list[Line] | None) -> bool:
    return bool(lines) and all(line.pinned for line in lines or ())


def _needs(survey: Survey, files: dict[str, list[Line]]) -> str:
    """The root's manifest that declares dependencies, '' when none does."""
    project = survey.project
    if project and (project.dependencies or "dependencies" in project.dynamic):
        return project.path
    setup = survey.snapshot.find("setup.py")
    if setup and setup.text and _SETUP_NEEDS.search(survey.snapshot.source("setup.py")):
        return setup.path
    return "requirements.txt" if files.get("requirements.txt") else ""


def _pins_only(survey: Survey, path: str, lines: list[Line]) -> Evidence:
    message = (
        f"{path!r} pins {len(lines)} requirements without hashes: what they need in turn, and "
        "the content of each, may change"
    )
    spot = Spot(path, lines[0].start, lines[-1].end)
    return survey.fails(CHECK, message, spot, severity=_weight(survey))


def _unlocked(survey: Survey, path: str, ecosystem: str) -> Evidence:
    message = f"{path!r} declares dependencies and no lock file stands beside it"
    searched = tuple(_LOCKS[ecosystem].replace("\\", "").split("|"))
    if ecosystem == "python":
        searched = (*searched, "requirements*.txt with hashes")
    return survey.fails(CHECK, message, searched=searched, severity=_weight(survey))


def _weight(survey: Survey) -> Severity:
    """A library is installed with whatever its user has: its own lock serves its tests only."""
    return Severity.MEDIUM if survey.is_service else Severity.LOW
