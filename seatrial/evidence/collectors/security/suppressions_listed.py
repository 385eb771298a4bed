"""What would hide findings from tools is listed for whoever signs. It never fails."""

from collections.abc import Mapping, Sequence
from itertools import islice

from seatrial.evidence.collectors.security.suppressions import suppressions
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="security.suppressions-listed",
    statement="Comments and files that hide findings from tools are listed, and hide none here",
    gate="G5",
    severity=Severity.INFO,
    remedy="Read the listed places and delete what no longer has a reason.",
    maps=("CWE-1127",),
)
_NAMED = 3
_MOST = 200


def collect(survey: Survey) -> list[Evidence]:
    found = suppressions(survey)
    number = sum(map(len, found.values()))
    if not found:
        files = len(survey.snapshot.texts)
        return [survey.holds(CHECK, f"nothing hides findings from tools in {files} text files")]
    message = f"meant to hide findings from tools, and hid none here: {_told(found)}"
    spots = islice((s for spots in found.values() for s in spots), _MOST)
    return [survey.holds(CHECK, message, *spots, suppressions=number)]


def _told(found: Mapping[str, Sequence[Spot]]) -> str:
    return "; ".join(f"{kind} {len(spots)} ({_where(spots)})" for kind, spots in found.items())


def _where(spots: Sequence[Spot]) -> str:
    rest = ["…"] if len(spots) > _NAMED else []
    return ", ".join([*(f"{s.path}:{s.start}" for s in spots[:_NAMED]), *rest])
