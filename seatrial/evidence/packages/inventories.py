"""What a whole tree needs: every lock file and manifest of it, and the packages they name."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from seatrial.evidence.packages.model import Package, Reading, Scope
from seatrial.evidence.packages.wanted import upwards, wanted_packages, with_scopes

_FOR_DEVELOPERS = re.compile(
    r"dev|test|doc|lint|ci\b|example|typing|build|style|format|check|tool|release|bench|min", re.I
)
_OF_PROGRAM = re.compile(r"(.*/)?requirements(\.(txt|lock|in)|/(base|prod|production|main|run)\.)")


@dataclass(frozen=True)
class Inventory:
    """Readings in the order of their paths. `aside` are files of tests, examples and the like,
    which say nothing of the product."""

    readings: tuple[Reading, ...] = ()
    aside: tuple[str, ...] = ()

    @cached_property
    def unread(self) -> tuple[Reading, ...]:
        """Files that are there and could not be understood."""
        return tuple(r for r in self.readings if r.unread)

    @cached_property
    def locks(self) -> tuple[Reading, ...]:
        return tuple(r for r in self.readings if r.lock)

    @cached_property
    def manifests(self) -> tuple[Reading, ...]:
        """What declares dependencies, as opposed to locking them."""
        return tuple(r for r in self.readings if not r.lock and not r.unread)

    @cached_property
    def packages(self) -> tuple[Package, ...]:
        """Every package: as locked, and as declared where nothing locks it."""
        locked = [p for lock in self.locks for p in self._locked(lock) if not p.local]
        declared = wanted_packages(self.manifests, self.lock_of, locked)
        return tuple(sorted((*locked, *declared), key=_order))

    def lock_of(self, reading: Reading) -> Reading | None:
        """The lock file that serves a manifest: beside it, or in the nearest folder above."""
        beside = {r.folder: r for r in self.locks if r.ecosystem == reading.ecosystem and _whole(r)}
        return next((beside[f] for f in upwards(reading.folder) if f in beside), None)

    def served_by(self, lock: Reading) -> list[Reading]:
        return [m for m in self.manifests if self.lock_of(m) is lock]

    def _locked(self, lock: Reading) -> Iterable[Package]:
        if lock.format == "go.work.sum":
            return ()
        if lock.format == "go.sum":
            return self._of_go(lock)
        if lock.format == "requirements":
            beside = [m for m in self.manifests if m.folder in upwards(lock.folder) and m.name]
            known = with_scopes(lock, [m for m in beside if m.ecosystem == lock.ecosystem])
            return [_scoped(p, alone=not beside) for p in known]
        return with_scopes(lock, self.served_by(lock))

    def _of_go(self, sums: Reading) -> Iterator[Package]:
        """go.mod says which version is used; go.sum holds the sums of these and of others."""
        known = {(p.name, p.version): p.hashes for p in sums.packages}
        for mod in self.manifests:
            if mod.format == "go.mod" and mod.folder == sums.folder:
                for package in mod.packages:
                    hashes = known.get((package.name, package.version), ())
                    yield package.model_copy(update={"hashes": hashes})


def _whole(lock: Reading) -> bool:
    """Locks a whole project: a pinned requirement file is one of many."""
    return lock.format not in ("requirements", "go.work.sum")


def is_for_developers(path: str) -> bool:
    """Whether the name of a requirement file says that only developers install from it."""
    return bool(_FOR_DEVELOPERS.search(path))


def _scoped(package: Package, *, alone: bool) -> Package:
    """What a manifest does not tell, the name of a requirement file may. Beside a manifest that
    declares dependencies of its own it may serve anybody."""
    if package.scope is not Scope.UNKNOWN:
        return package
    if is_for_developers(package.path):
        return package.model_copy(update={"scope": Scope.DEVELOPMENT})
    runs = alone and _OF_PROGRAM.match(package.path)
    return package.model_copy(update={"scope": Scope.RUNTIME}) if runs else package


def _order(package: Package) -> tuple[str, str, str, str, int]:
    return package.ecosystem, package.name, package.version, package.path, package.line
