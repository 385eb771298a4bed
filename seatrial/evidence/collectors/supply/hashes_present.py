"""go.sum has the sum of every module that go.mod requires; lock files have a hash a package."""

from collections.abc import Iterator

from seatrial.evidence.collectors.supply.published import unread_files
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.packages import Inventory, Package, Reading, inventory
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="supply.hashes-present",
    statement="Every package of a lock file is locked with the hash of its content",
    gate="G9",
    severity=Severity.LOW,
    remedy="Let the package manager write the lock file anew, with the hashes of all packages.",
    effort="S",
    maps=("CWE-353", "Scorecard:Pinned-Dependencies"),
)
# Formats whose program writes a hash for every package that it takes from a registry. yarn 2 and
# later leave it out for other platforms, Composer and Bundler for archives made by a forge.
_ALWAYS = frozenset(
    {"uv.lock", "poetry.lock", "pdm.lock", "package-lock", "pnpm-lock", "Cargo.lock"}
)
_MOST = 5


def collect(survey: Survey) -> list[Evidence]:
    found = inventory(survey)
    judged = [r for r in found.locks if r.format in _ALWAYS and not r.unread]
    judged += [r for r in found.manifests if r.format == "go.mod" and _sums(found, r)]
    failing = [e for reading in judged if (e := _without(survey, found, reading))]
    failing += unread_files(survey, CHECK, locks_only=True)
    if not judged and not failing:
        return [survey.not_applicable(CHECK, "no lock file that states hashes")]
    held = f"{len(judged)} lock files state the hash of each package"
    return survey.fails_or_holds(CHECK, failing, held)


def _without(survey: Survey, found: Inventory, reading: Reading) -> Evidence | None:
    bare = list(_unsummed(found, reading) if reading.format == "go.mod" else _unhashed(reading))
    if not bare:
        return None
    names = ", ".join(repr(p.name) for p in bare[:_MOST])
    more = f" and {len(bare) - _MOST} more" if len(bare) > _MOST else ""
    message = f"{reading.path!r} states no hash for {names}{more}"
    return survey.fails(CHECK, message, *(Spot(reading.path, p.line) for p in bare[:_MOST]))


def _unhashed(lock: Reading) -> Iterator[Package]:
    """Packages from the ecosystem's own registry: what a commit names is known by the commit."""
    return (p for p in lock.packages if not p.hashes and not p.origin and not p.bundled)


def _sums(found: Inventory, mod: Reading) -> Reading | None:
    """The go.sum beside a go.mod. In a workspace, go.work.sum may hold what it lacks."""
    if any(r.format == "go.work.sum" for r in found.readings):
        return None
    beside = (r for r in found.locks if r.format == "go.sum" and r.folder == mod.folder)
    return next((r for r in beside if not r.unread), None)


def _unsummed(found: Inventory, mod: Reading) -> Iterator[Package]:
    sums = _sums(found, mod)
    known = {(name, version) for _, name, version in sums.copied} if sums else set()
    return (p for p in mod.packages if not p.origin and (p.name, p.version) not in known)
