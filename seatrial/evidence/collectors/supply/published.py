"""Whether a manifest is that of a library: whoever installs it chooses the versions.

A library's own lock file serves its tests, so a library without one lacks nothing.
"""

from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.packages import Reading, inventory
from seatrial.evidence.survey import Spot, Survey

# What starts a program, beside a manifest of that ecosystem.
_STARTS = {
    "cargo": ("src/main.rs", "src/bin"),
    "golang": ("main.go", "cmd"),
}


def is_library(survey: Survey, manifest: Reading) -> bool:
    """Published under a name for others to install, and nothing that listens or is started."""
    if survey.is_service or not manifest.shipped or not manifest.name:
        return False
    here = f"{manifest.folder}/" if manifest.folder else ""
    starts = (here + name for name in _STARTS.get(manifest.ecosystem, ()))
    return not any(survey.snapshot.find(p) or p in survey.snapshot.folders for p in starts)


def weight(survey: Survey) -> Severity:
    """What listens is deployed; what somebody starts by hand can be mended by hand."""
    return Severity.MEDIUM if survey.is_service else Severity.LOW


def unread_files(survey: Survey, check: Check, *, locks_only: bool = False) -> list[Evidence]:
    """One observation for each lock file or manifest that is there and cannot be read."""
    return [
        survey.unavailable(check, f"{r.path!r} cannot be read: {r.unread}", Spot(r.path, 1))
        for r in inventory(survey).unread
        if r.lock or not locks_only
    ]
