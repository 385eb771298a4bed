"""Dependencies come from a registry, by version: what a branch or an address gives may change."""

import re
from collections.abc import Iterator

from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.packages import Need, Reading, Scope, inventory
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="supply.from-registry",
    statement="No dependency is taken from a branch, an address or a path outside the tree",
    gate="G9",
    severity=Severity.LOW,
    remedy="Take a released version from the registry, or name the full hash of a commit.",
    effort="M",
    maps=("CWE-829", "CWE-494"),
)
# A full commit, or a digest behind an address, names one content.
_ONE_CONTENT = re.compile(r"[@#=][0-9a-f]{40}\b|sha256[=:-]|sha512[=:-]|/[0-9a-f]{40}(\.|/|$)")
_OUTSIDE = re.compile(r"(\.\./)+")


def collect(survey: Survey) -> list[Evidence]:
    found = inventory(survey)
    manifests = [m for m in found.readings if m.needs and not m.unread]
    failing = [
        survey.fails(CHECK, f"{need.name!r} is taken from {need.origin!r}{why}", spot)
        for manifest in manifests
        for need, why, spot in _loose(manifest, bool(found.lock_of(manifest)))
    ]
    failing += [
        survey.unavailable(CHECK, f"{r.path!r} cannot be read: {r.unread}", Spot(r.path, 1))
        for r in found.unread
        if not r.lock
    ]
    if not manifests and not failing:
        return [survey.not_applicable(CHECK, "no dependency is declared")]
    held = f"what {len(manifests)} files declare comes from registries or from this tree"
    return survey.fails_or_holds(CHECK, failing, held)


def _loose(manifest: Reading, locked: bool) -> Iterator[tuple[Need, str, Spot]]:
    for need in manifest.needs:
        if (
            need.origin
            and need.scope is not Scope.DEVELOPMENT
            and (why := _why(need, manifest, locked))
        ):
            yield need, why, Spot(manifest.path, need.line)


def _why(need: Need, manifest: Reading, locked: bool) -> str:
    """What is wrong with an origin, '' when it names one content or stays in the tree."""
    if need.origin.startswith((".", "/")):
        return ", outside the tree" if _leaves(need.origin, manifest.folder) else ""
    if _ONE_CONTENT.search(need.origin) or locked:
        return ""
    return ", which may change what it gives"


def _leaves(origin: str, folder: str) -> bool:
    """Whether a path leads above the root of the tree."""
    climbs = _OUTSIDE.match(origin)
    depth = folder.count("/") + bool(folder)
    return origin.startswith("/") or bool(climbs and climbs[0].count("/") > depth)
