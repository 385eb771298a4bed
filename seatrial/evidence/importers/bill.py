"""A bill of materials that was made elsewhere, compared with what the tree locks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from seatrial.evidence.importers.artefact import Artefact, Made
from seatrial.evidence.importers.checks import BILL_AGREES
from seatrial.evidence.importers.locked_packages import ECOSYSTEMS, Locked, locked_packages
from seatrial.evidence.importers.measured import Context, Fault, Measured
from seatrial.evidence.model import Outcome
from seatrial.evidence.survey import Survey


@dataclass(frozen=True)
class Component:
    """One part. `purl` is its package URL, '' when the bill has none."""

    name: str
    version: str
    purl: str


def measured_bill(
    artefact: Artefact, components: Sequence[Component], context: Context, inside: Made
) -> list[Measured]:
    """Fails where the bill names another version of a package than the tree locks."""
    made = artefact.made(inside)
    named = [c for c in components if c.name and c.version]
    metric = {"components": float(len(components))}
    if not named:
        why = "the bill of materials names no component with a version"
        return [Measured(BILL_AGREES, Outcome.UNAVAILABLE, why, artefact, made)]
    faults = tuple(_contradictions(named, context.survey)) if context.survey else ()
    if faults:
        message = f"{len(faults)} locked packages have another version in the bill of materials"
        return [Measured(BILL_AGREES, Outcome.FAILS, message, artefact, made, metric, faults)]
    message = f"the bill of materials names {len(components)} components and contradicts no lock"
    return [Measured(BILL_AGREES, Outcome.HOLDS, message, artefact, made, metric)]


def _contradictions(named: Sequence[Component], survey: Survey) -> Iterator[Fault]:
    versions: dict[tuple[str, str], set[str]] = {}
    for component in named:
        if key := _key(component.purl):
            versions.setdefault(key, set()).add(component.version)
    locked: dict[tuple[str, str], list[Locked]] = {}
    for package in locked_packages(survey).packages:
        locked.setdefault((package.ecosystem, package.name), []).append(package)
    for key, packages in sorted(locked.items()):
        found = versions.get(key)
        # Several versions side by side are common; a lock is contradicted when none is its own.
        if found and not found & {p.version for p in packages}:
            told = ", ".join(sorted(found))
            message = f"{key[1]!r} is locked at {packages[0].version} and {told} in the bill"
            yield Fault(message, None, tuple(p.spot for p in packages))


def _key(purl: str) -> tuple[str, str] | None:
    """Ecosystem and name as locks have them, for `pkg:type/namespace/name@version?…`."""
    kind, _, rest = purl.removeprefix("pkg:").partition("/")
    ecosystem = ECOSYSTEMS.get(kind.lower())
    path = rest.partition("#")[0].partition("?")[0].rpartition("@")[0] or rest
    return (ecosystem.osv, ecosystem.normalised(unquote(path))) if ecosystem and path else None
