"""Which package is fixed at which version, named as advisories name it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from seatrial.evidence.manifests import normalised
from seatrial.evidence.packages import Inventory, Package, Reading, Scope, inventory
from seatrial.evidence.packages.inventories import is_for_developers
from seatrial.evidence.python.scope import is_ancillary
from seatrial.evidence.survey import Spot, Survey


@dataclass(frozen=True)
class Ecosystem:
    """`osv` is its name in the OSV schema; `normalised` makes names comparable."""

    osv: str
    normalised: Callable[[str], str] = str


# By the type of its package URLs (https://github.com/package-url/purl-spec).
ECOSYSTEMS: Mapping[str, Ecosystem] = {
    "pypi": Ecosystem("PyPI", normalised),
    "npm": Ecosystem("npm", str.lower),
    "cargo": Ecosystem("crates.io"),
    "golang": Ecosystem("Go"),
    "maven": Ecosystem("Maven"),
}
_SETUP_NEEDS = re.compile(r"install_requires\s*=")


@dataclass(frozen=True)
class Locked:
    """One package at one version. `ecosystem` and `name` are as advisories of OSV have them.

    `shipped` is False for what only developers install.
    """

    ecosystem: str
    name: str
    version: str
    spot: Spot
    shipped: bool = True


@dataclass(frozen=True)
class Locks:
    """`files` were read; `unread` says of each other file why its versions are not known."""

    packages: tuple[Locked, ...]
    files: tuple[str, ...]
    unread: tuple[str, ...]


def locked_packages(survey: Survey) -> Locks:
    """What the program's own files fix, each package where it is stated."""
    return survey.once("locked packages", lambda: _locks(survey, inventory(survey)))


def _locks(survey: Survey, found: Inventory) -> Locks:
    known = [p for p in found.packages if p.ecosystem in ECOSYSTEMS]
    fixed = tuple(_locked(p) for p in known if p.version)
    unread = [
        *(f"{r.path!r} could not be read: {r.unread}" for r in found.unread),
        *_of_other_kinds(found),
        *_loose(known),
        *_undecided(survey, found),
    ]
    files = tuple(dict.fromkeys(p.path for p in known if p.version))
    return Locks(fixed, files, tuple(unread))


def _locked(package: Package) -> Locked:
    ecosystem = ECOSYSTEMS[package.ecosystem]
    return Locked(
        ecosystem.osv,
        ecosystem.normalised(package.name),
        package.version,
        Spot(package.path, package.line),
        shipped=package.scope is not Scope.DEVELOPMENT,
    )


def _of_other_kinds(found: Inventory) -> Iterator[str]:
    paths = {p.path for p in found.packages if p.ecosystem not in ECOSYSTEMS}
    yield from (f"{path!r} is of a kind that advisories are not compared with" for path in paths)


def _loose(packages: list[Package]) -> Iterator[str]:
    """What is needed, and no file fixes its version."""
    fixed = {(p.ecosystem, p.name) for p in packages if p.version}
    loose: dict[str, list[str]] = {}
    for p in packages:
        by_name = p.path.endswith((".txt", ".in")) and is_for_developers(p.path)
        ships = p.scope is not Scope.DEVELOPMENT and not by_name
        if not p.version and ships and (p.ecosystem, p.name) not in fixed:
            loose.setdefault(p.path, []).append(p.name)
    for path, names in sorted(loose.items()):
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        yield f"{path!r} fixes no version of {names[0]!r}{more}"


def _undecided(survey: Survey, found: Inventory) -> Iterator[str]:
    """Manifests that name dependencies, where nothing fixes what these need in turn."""
    for manifest in found.manifests:
        if manifest.format != "requirements" and manifest.needs and not _is_served(found, manifest):
            yield f"{manifest.path!r} declares dependencies and no lock file fixes their versions"
    for entry in survey.snapshot.named(r"(.*/)?setup\.py"):
        asks = _SETUP_NEEDS.search(survey.snapshot.source(entry.path))
        beside = f"{entry.path.rpartition('/')[0]}/"
        if asks and not is_ancillary(beside) and not found.locks:
            yield f"{entry.path!r} declares dependencies and no lock file fixes their versions"


def _is_served(found: Inventory, manifest: Reading) -> bool:
    pins = [r for r in found.locks if r.format == "requirements" and not is_for_developers(r.path)]
    beside = any(r.folder in (manifest.folder, "") for r in pins)
    return found.lock_of(manifest) is not None or (manifest.ecosystem == "pypi" and beside)
