"""What is installed is written down exactly: every dependency, direct or not, is locked."""

import re
from collections.abc import Iterator

from seatrial.evidence.collectors.supply.published import is_library, unread_files, weight
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.packages import Inventory, Reading, inventory
from seatrial.evidence.packages.inventories import is_for_developers
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
    "pypi": "uv.lock poetry.lock pdm.lock Pipfile.lock pylock.toml requirements*.txt with hashes",
    "npm": "package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock",
    "cargo": "Cargo.lock",
    "golang": "go.sum",
    "gem": "Gemfile.lock",
    "composer": "composer.lock",
}
# Requirements of documents, examples and other parts are not what the program runs with.
_OF_PROGRAM = re.compile(
    r"(requirements|reqs)/[^/]+|requirements[^/]*|(app|src|backend|server|api)/requirements\.(txt|lock)"
)
_SETUP_NEEDS = re.compile(r"install_requires\s*=")


def collect(survey: Survey) -> list[Evidence]:
    found = inventory(survey)
    seen = [*_python(survey, found), *_others(survey, found)]
    failing = [e for e in seen if isinstance(e, Evidence)] + unread_files(survey, CHECK)
    locks = sorted({s for s in seen if isinstance(s, str) and s})
    if failing:
        return failing
    if locks:
        message = f"dependencies are locked by {', '.join(map(repr, locks))}"
        return [survey.holds(CHECK, message)]
    why = "a library: whoever installs it chooses the versions" if seen else "none is declared"
    return [survey.not_applicable(CHECK, f"no dependency to lock: {why}")]


def _others(survey: Survey, found: Inventory) -> Iterator[Evidence | str]:
    """One answer for each lock file, and one for each ecosystem that has none."""
    open_: dict[str, Reading] = {}
    for manifest in found.manifests:
        if manifest.ecosystem in ("pypi", "maven") or not _wants_any(manifest):
            continue
        lock = found.lock_of(manifest)
        if lock:
            yield lock.path
        elif is_library(survey, manifest):
            yield ""
        else:
            open_.setdefault(manifest.ecosystem, manifest)
    yield from (_unlocked(survey, m.path, m.ecosystem) for m in open_.values())


def _wants_any(manifest: Reading) -> bool:
    """Something from elsewhere that is installed to build, test or run it."""
    return any(not n.origin.startswith(".") and n.extra != "peer" for n in manifest.needs)


def _python(survey: Survey, found: Inventory) -> Iterator[Evidence | str]:
    files = {r.path: r for r in found.readings if r.format == "requirements" and r.needs}
    files = {path: r for path, r in files.items() if _OF_PROGRAM.fullmatch(path)}
    lock = _lock(found) or next((p for p, r in sorted(files.items()) if _hashed(r)), "")
    if lock:
        yield lock
        return
    program = [p for p in sorted(files) if not is_for_developers(p)]
    own = _declaring(survey, found)
    if own and is_library(survey, own):
        yield ""
        return
    pinned = next((files[p] for p in ("requirements.txt", *program) if _pinned(files, p)), None)
    needs = own.path if own else _needs(survey, files)
    if pinned:
        yield _pins_only(survey, pinned)
    elif needs:
        yield _unlocked(survey, needs, "pypi")


def _lock(found: Inventory) -> str:
    """The lock file of the whole project, at the root or in the folder of a part; '' for none."""
    whole = [r for r in found.locks if r.ecosystem == "pypi" and r.format != "requirements"]
    return whole[0].path if whole else ""


def _hashed(reading: Reading) -> bool:
    return reading.lock and all(p.hashes for p in reading.packages)


def _pinned(files: dict[str, Reading], path: str) -> bool:
    return path in files and files[path].lock


def _declaring(survey: Survey, found: Inventory) -> Reading | None:
    """The root's manifest that declares dependencies for running, None when none does."""
    project = survey.project
    for manifest in found.manifests:
        if manifest.path in ("pyproject.toml", "setup.cfg", "Pipfile"):
            runs = any(n.scope == "runtime" for n in manifest.needs)
            dynamic = (
                project and manifest.path == project.path and "dependencies" in project.dynamic
            )
            if runs or dynamic:
                return manifest
    return None


def _needs(survey: Survey, files: dict[str, Reading]) -> str:
    setup = survey.snapshot.find("setup.py")
    if setup and setup.text and _SETUP_NEEDS.search(survey.snapshot.source("setup.py")):
        return "" if not survey.is_service else setup.path
    return "requirements.txt" if "requirements.txt" in files else ""


def _pins_only(survey: Survey, reading: Reading) -> Evidence:
    pins = reading.packages
    message = (
        f"{reading.path!r} pins {len(pins)} requirements without hashes: what they need in turn, "
        "and the content of each, may change"
    )
    spot = Spot(reading.path, pins[0].line, pins[-1].line)
    return survey.fails(CHECK, message, spot, severity=weight(survey))


def _unlocked(survey: Survey, path: str, ecosystem: str) -> Evidence:
    message = f"{path!r} declares dependencies and no lock file stands beside it"
    searched = tuple(_LOCKS[ecosystem].split()) if ecosystem != "pypi" else (_LOCKS["pypi"],)
    return survey.fails(CHECK, message, searched=searched, severity=weight(survey))
