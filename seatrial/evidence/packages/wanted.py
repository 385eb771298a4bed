"""What manifests add to locks: packages that no lock holds, and what is needed when."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from seatrial.evidence.packages.model import Need, Package, Reading, Scope, bare_name

_EXACT = {
    "pypi": re.compile(r"===?\s*(\d[^\s,;*]*)$"),
    "npm": re.compile(r"=?\s*v?(\d+\.\d+\.\d+[\w.+-]*)$"),
    "cargo": re.compile(r"=\s*(\d+\.\d+\.\d+[\w.+-]*)$"),
    "gem": re.compile(r"=?\s*(\d+(?:\.\d+)+)$"),
    "composer": re.compile(r"=?v?(\d+\.\d+\.\d+[\w.+-]*)$"),
}
_FIRST = (Scope.RUNTIME, Scope.OPTIONAL, Scope.DEVELOPMENT)


def wanted_packages(
    manifests: Sequence[Reading],
    lock_of: Callable[[Reading], Reading | None],
    locked: Sequence[Package],
) -> Iterator[Package]:
    """Packages of manifests that no lock serves, those aside that are fixed or the tree's own."""
    own = {(m.ecosystem, m.name) for m in manifests}
    fixed = _Fixed.by(locked, manifests)
    for manifest in manifests:
        if lock_of(manifest):
            continue
        for package in manifest.packages or _of_needs(manifest):
            is_own = (package.ecosystem, package.name) in own or package.local
            if not is_own and not fixed.serves(package, manifest.folder):
                yield package


@dataclass(frozen=True)
class _Fixed:
    """Locked packages by ecosystem and name, and the folders that hold a project of their own."""

    packages: Mapping[tuple[str, str], Sequence[Package]]
    projects: frozenset[tuple[str, str]]

    @classmethod
    def by(cls, locked: Sequence[Package], manifests: Sequence[Reading]) -> "_Fixed":
        packages: dict[tuple[str, str], list[Package]] = {}
        for package in locked:
            packages.setdefault((package.ecosystem, package.name), []).append(package)
        named = (m for m in manifests if m.format != "requirements")
        return cls(packages, frozenset((m.ecosystem, m.folder) for m in named))

    def serves(self, package: Package, folder: str) -> bool:
        """Whether a lock near `folder` fixes `package`: that of another project does not."""
        found = self.packages.get((package.ecosystem, package.name), ())
        return any(self._is_near(lock, folder) for lock in found)

    def _is_near(self, lock: Package, folder: str) -> bool:
        """Beside it or above, or beneath it with no other project between."""
        at = lock.path.rpartition("/")[0]
        if at in upwards(folder):
            return True
        beneath = list(takewhile(lambda f: f != folder, upwards(at)))
        return folder in upwards(at) and not any(
            (lock.ecosystem, f) in self.projects for f in beneath
        )


def upwards(folder: str) -> Iterator[str]:
    """`folder` and every folder above it, the root ('') last."""
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
    yield ""


def _of_needs(manifest: Reading) -> Iterator[Package]:
    for need in manifest.needs:
        if need.extra != "peer":
            yield Package(
                ecosystem=manifest.ecosystem,
                name=need.name,
                version=exact(manifest.ecosystem, need.wants),
                scope=need.scope,
                direct=True,
                origin=need.origin,
                path=manifest.path,
                line=need.line,
            )


def exact(ecosystem: str, wants: str) -> str:
    """The one version that a range allows, '' when it allows several."""
    matcher = _EXACT.get(ecosystem)
    found = matcher.match(wants.strip()) if matcher else None
    return found[1] if found else ""


def with_scopes(lock: Reading, manifests: Iterable[Reading]) -> Iterable[Package]:
    """The packages of a lock that tells no scope, by what its manifests need and when."""
    if not any(p.scope is Scope.UNKNOWN or p.direct is None for p in lock.packages):
        return lock.packages
    needs = [n for m in manifests for n in m.needs]
    scopes = _reached(needs, lock.packages)
    direct = {n.name for n in needs}
    return [_filled(p, scopes, direct if needs else None) for p in lock.packages]


def _filled(package: Package, scopes: dict[str, Scope], direct: set[str] | None) -> Package:
    stated = package.scope is not Scope.UNKNOWN
    scope = package.scope if stated else scopes.get(package.name, Scope.UNKNOWN)
    known = package.direct is not None or direct is None
    is_direct = package.direct if known else package.name in (direct or ())
    return package.model_copy(update={"scope": scope, "direct": is_direct})


def _reached(needs: Sequence[Need], packages: Sequence[Package]) -> dict[str, Scope]:
    """By name alone: where two versions of a package differ in scope, the graver one counts."""
    requires: dict[str, list[str]] = {}
    for package in packages:
        requires.setdefault(package.name, []).extend(map(bare_name, package.requires))
    found: dict[str, Scope] = {}
    for scope in _FIRST:
        todo = [n.name for n in needs if n.scope is scope]
        while todo:
            name = todo.pop()
            if name not in found:
                found[name] = scope
                todo.extend(requires.get(name, ()))
    return found
