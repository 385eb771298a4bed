"""A dump of advisories, compared with what the tree locks."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from seatrial.evidence.importers.advisory_dump import HEAD, Advisory, Head, Package
from seatrial.evidence.importers.advisory_severity import severity_of
from seatrial.evidence.importers.artefact import Artefact, Made
from seatrial.evidence.importers.checks import ADVISORIES_ASSESSED
from seatrial.evidence.importers.locked_packages import (
    ECOSYSTEMS,
    Locked,
    Locks,
    locked_packages,
)
from seatrial.evidence.importers.measured import Context, Fault, Measured
from seatrial.evidence.importers.versions import fixed_versions, is_affected
from seatrial.evidence.manifests import normalised
from seatrial.evidence.model import Outcome, Severity

NAME = "a folder of OSV advisories"
_NAMED = 3
# A tenth or so of what OSV's dumps held in 2025: fewer is a part of one, or half unpacked.
_LEAST = {"PyPI": 1000, "npm": 1000, "Maven": 500, "Go": 300, "crates.io": 100}
_NAME = re.compile(rb'"name":"([^"]+)"')
Key = tuple[str, str]


@dataclass(frozen=True)
class _Hit:
    """One advisory that speaks of a locked version, or may: then nothing could be compared."""

    package: Locked
    advisory: Advisory
    certain: bool
    fixed: tuple[str, ...]


def recognises(artefact: Artefact) -> bool:
    return artefact.content.startswith(HEAD)


def read(artefact: Artefact, context: Context) -> list[Measured]:
    head, lines = _split(artefact)
    made = artefact.made(Made(produced_at=artefact.beside.produced_at or head.newest))
    locks = locked_packages(context.survey) if context.survey else Locks((), (), ())
    hits = list(_hits(artefact, lines, _by_name(locks.packages)))
    faults = tuple(_faults([hit for hit in hits if hit.certain]))
    open_ = [*_unclear(hits), *_not_whole(locks, head), *locks.unread]
    told = _Told(artefact, made, head, locks, len(lines))
    if not locks.packages and not open_:
        return [told.measured(Outcome.NOT_APPLICABLE, "no dependency is locked or declared")]
    found = [told.measured(Outcome.FAILS, told.summary(len(faults)), faults)] if faults else []
    if open_:
        found.append(told.measured(Outcome.UNAVAILABLE, _and_more(open_)))
    return found or [told.measured(Outcome.HOLDS, told.summary(0))]


@dataclass(frozen=True)
class _Told:
    artefact: Artefact
    made: Made
    head: Head
    locks: Locks
    advisories: int

    def measured(self, outcome: Outcome, message: str, faults: tuple[Fault, ...] = ()) -> Measured:
        metric = {
            "packages": float(len(self.locks.packages)),
            "advisories": float(self.advisories),
            "vulnerable": float(len(faults)),
        }
        return Measured(
            ADVISORIES_ASSESSED,
            outcome,
            message,
            self.artefact,
            self.made,
            metric,
            faults,
            compared=True,
        )

    def summary(self, vulnerable: int) -> str:
        day = f"{self.made.produced_at:%Y-%m-%d}" if self.made.produced_at else "no date"
        return (
            f"{vulnerable or 'none'} of {len(self.locks.packages)} locked versions in "
            f"{', '.join(map(repr, self.locks.files))} has an advisory among {self.advisories} "
            f"of {day}"
        )


def _split(artefact: Artefact) -> tuple[Head, list[bytes]]:
    first, *lines = artefact.content.splitlines()
    try:
        return Head.model_validate_json(first.replace(b'"schema"', b'"schema_name"', 1)), lines
    except ValidationError as error:
        raise artefact.refuse("its first line is no head of a packed dump") from error


def _by_name(packages: Iterable[Locked]) -> dict[Key, list[Locked]]:
    found: dict[Key, list[Locked]] = {}
    for package in packages:
        found.setdefault((package.ecosystem, package.name), []).append(package)
    return found


def _hits(
    artefact: Artefact, lines: Iterable[bytes], locked: Mapping[Key, list[Locked]]
) -> Iterator[_Hit]:
    names = {normalised(name) for _, name in locked}
    for line in lines:
        # A dump speaks of a hundred thousand packages: most lines need no parsing.
        if names.isdisjoint(normalised(n.decode()) for n in _NAME.findall(line)):
            continue
        try:
            advisory = Advisory.model_validate_json(line)
        except ValidationError as error:
            raise artefact.refuse("a line of the packed dump is damaged") from error
        for key in sorted(_keys(advisory) & locked.keys()):
            for package in locked[key]:
                yield from _judged(advisory, key, package)


def _keys(advisory: Advisory) -> set[Key]:
    return {_key(a.package) for a in advisory.affected if a.package}


def _key(package: Package) -> Key:
    """As locks have it. Linux distributions have their release behind a colon."""
    ecosystem = package.ecosystem.partition(":")[0]
    same = next((e for e in ECOSYSTEMS.values() if e.osv == ecosystem), None)
    return ecosystem, same.normalised(package.name) if same else package.name


def _judged(advisory: Advisory, key: Key, package: Locked) -> Iterator[_Hit]:
    mine = [a for a in advisory.affected if a.package and _key(a.package) == key]
    told = [is_affected(key[0], package.version, a.ranges, a.versions) for a in mine]
    if True in told or None in told:
        fixed = tuple(v for a in mine for v in fixed_versions(a.ranges))
        yield _Hit(package, advisory, True in told, fixed)


def _faults(hits: list[_Hit]) -> Iterator[Fault]:
    """One for each thing that is wrong with a version, though several databases name it."""
    by_version: dict[tuple[str, str, str], list[_Hit]] = {}
    for hit in hits:
        p = hit.package
        by_version.setdefault((p.ecosystem, p.name, p.version), []).append(hit)
    for _, found in sorted(by_version.items()):
        for same in _same_thing(found):
            yield _fault(same)


def _same_thing(hits: list[_Hit]) -> list[list[_Hit]]:
    """Hits whose advisories share an id or an alias."""
    groups: list[tuple[set[str], list[_Hit]]] = []
    for hit in sorted(hits, key=lambda h: (h.advisory.id, h.package.spot.path)):
        names, mine = {hit.advisory.id, *hit.advisory.aliases}, [hit]
        apart = []
        for others, group in groups:
            if names & others:
                names, mine = names | others, group + mine
            else:
                apart.append((others, group))
        groups = [*apart, (names, mine)]
    return [mine for _, mine in groups]


def _fault(same: list[_Hit]) -> Fault:
    package = same[0].package
    ids = sorted({h.advisory.id for h in same} | {a for h in same for a in h.advisory.aliases})
    summary = next((h.advisory.summary for h in same if h.advisory.summary), "")
    fixed = list(dict.fromkeys(v for h in same for v in h.fixed))
    severity = _severity(same)
    parts = [
        f"{package.name!r} {package.version} ({package.ecosystem}) has {', '.join(ids[:_NAMED])}",
        f": {summary}" if summary else "",
        f"; fixed in {', '.join(fixed[:_NAMED])}" if fixed else "; no fixed version is named",
        "" if severity else "; its severity is not stated",
        "" if any(h.package.shipped for h in same) else "; only developers install it",
    ]
    spots = tuple(dict.fromkeys(h.package.spot for h in same))
    return Fault("".join(parts), severity, spots)


def _severity(same: list[_Hit]) -> Severity | None:
    """The gravest that is stated. What never ships weighs less, unless it was made to do harm."""
    stated = [s for s in (severity_of(h.advisory) for h in same) if s]
    worst = max(stated, key=lambda s: s.rank, default=None)
    harmful = any(h.advisory.id.startswith("MAL-") for h in same)
    if harmful or any(h.package.shipped for h in same):
        return worst
    return min(worst or Severity.MEDIUM, Severity.MEDIUM, key=lambda s: s.rank)


def _unclear(hits: Iterable[_Hit]) -> Iterator[str]:
    for hit in hits:
        if not hit.certain:
            p = hit.package
            yield f"{p.name!r} {p.version!r} cannot be compared with {hit.advisory.id}"


def _not_whole(locks: Locks, head: Head) -> Iterator[str]:
    """A dump of one ecosystem says nothing of another, and half a dump little of its own."""
    for ecosystem in sorted({p.ecosystem for p in locks.packages}):
        known, least = head.ecosystems.get(ecosystem, 0), _LEAST.get(ecosystem, 1)
        if known < least:
            yield f"the dump has {known} advisories of {ecosystem}, a whole one {least} or more"


def _and_more(reasons: list[str]) -> str:
    rest = len(reasons) - _NAMED
    return "; ".join(reasons[:_NAMED]) + (f"; and {rest} more" if rest > 0 else "")
