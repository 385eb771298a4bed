"""A lock file holds what its manifest declares: else an installation resolves anew, or fails."""

from collections.abc import Iterable

from seatrial.evidence.collectors.supply.published import unread_files
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.packages import Inventory, Need, Reading, Scope, inventory
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="supply.lock-agrees",
    statement="Every declared dependency is in the lock file",
    gate="G9",
    severity=Severity.MEDIUM,
    remedy="Run the package manager's lock command and commit what it writes.",
    effort="S",
    maps=("CWE-1357",),
)
# These locks are compared with a manifest in their own folder only.
_BESIDE = frozenset({"poetry.lock", "pdm.lock", "Pipfile.lock", "composer.lock", "Gemfile.lock"})
_MANIFESTS = {
    "Pipfile.lock": ("Pipfile",),
    "poetry.lock": ("pyproject.toml",),
    "pdm.lock": ("pyproject.toml",),
    "uv.lock": ("pyproject.toml",),
    "requirements": ("pyproject.toml",),
}
# These may leave out extras and groups that nobody asked for.
_RUNTIME_ONLY = frozenset({"pdm.lock", "poetry.lock", "requirements"})
_MOST = 20


def collect(survey: Survey) -> list[Evidence]:
    found = inventory(survey)
    pairs = [(m, lock) for m in found.manifests if (lock := _comparable(found, m))]
    failing = [
        _missing(survey, manifest, lock, missing)
        for manifest, lock in pairs
        if (missing := _absent(found, manifest, lock))
    ]
    failing += unread_files(survey, CHECK)
    if not pairs and not failing:
        return [survey.not_applicable(CHECK, "no manifest with a lock file to compare")]
    held = f"what {len(pairs)} manifests declare is in their lock files"
    return survey.fails_or_holds(CHECK, failing, held)


def _comparable(found: Inventory, manifest: Reading) -> Reading | None:
    lock = found.lock_of(manifest) or _requirements(found, manifest)
    if lock is None or lock.unread or not lock.format or not manifest.needs:
        return None
    if lock.format in _BESIDE and lock.folder != manifest.folder:
        return None
    name = manifest.path.rpartition("/")[2]
    return lock if name in _MANIFESTS.get(lock.format, (name,)) else None


def _requirements(found: Inventory, manifest: Reading) -> Reading | None:
    """A requirement file that locks the project at the root: every line of it has a hash."""
    if manifest.path != "pyproject.toml":
        return None
    named = (r for r in found.locks if r.path in ("requirements.lock", "requirements.txt"))
    return next((r for r in named if all(p.hashes for p in r.packages)), None)


def _absent(found: Inventory, manifest: Reading, lock: Reading) -> list[Need]:
    own = {m.name for m in found.manifests if m.ecosystem == manifest.ecosystem}
    wanted = [n for n in manifest.needs if _locked_always(n, lock.format) and n.name not in own]
    known = _known(manifest, lock)
    return [n for n in wanted if n.name not in known] if known is not None else []


def _locked_always(need: Need, kind: str) -> bool:
    """A need that no condition of place or choice may keep out of the lock."""
    if need.origin.startswith((".", "/")) or need.extra == "peer":
        return False
    conditional = kind not in ("uv.lock", "Cargo.lock") and need.marker
    chosen = need.scope is not Scope.RUNTIME and kind in _RUNTIME_ONLY
    return not conditional and not chosen


def _known(manifest: Reading, lock: Reading) -> set[str] | None:
    """Every name that the lock has for this manifest, None when it does not speak of it."""
    locked = {p.name for p in lock.packages}
    if lock.format in ("package-lock", "pnpm-lock"):
        return _copied(manifest, lock) if lock.copied else locked
    if lock.format == "yarn.lock":
        return locked | {name for _, name, _ in lock.copied}
    if lock.format == "uv.lock":
        named = {folder for folder, _, _ in lock.copied}
        mine = {name for project, name, _ in lock.copied if project == manifest.name}
        return mine | locked if manifest.name in named else None
    if lock.format == "Cargo.lock":
        return locked if manifest.name in {p.name for p in lock.packages if p.local} else None
    if lock.format == "composer.lock" and lock.copied:
        return locked | {name for _, name, _ in lock.copied}
    if lock.format == "Gemfile.lock":
        return None  # a Gemfile is a program: what it declares may depend on where it runs
    return locked | {name for _, name, _ in lock.copied}


def _copied(manifest: Reading, lock: Reading) -> set[str] | None:
    """npm and pnpm repeat what each manifest of a workspace declares, by its folder."""
    below = manifest.folder.removeprefix(lock.folder).strip("/")
    found = {name for folder, name, _ in lock.copied if folder == below}
    return found or (None if below else set())


def _missing(survey: Survey, manifest: Reading, lock: Reading, missing: Iterable[Need]) -> Evidence:
    needs = sorted(missing, key=lambda n: (n.line, n.name))
    names = ", ".join(repr(n.name) for n in needs[:_MOST])
    message = f"{manifest.path!r} declares {names}, and {lock.path!r} does not hold it"
    return survey.fails(CHECK, message, *(Spot(manifest.path, n.line) for n in needs[:_MOST]))
