"""What is deployed says which versions it can run with: no wildcard, no bare name."""

import re

from seatrial.evidence.collectors.supply.published import is_library
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.packages import Inventory, Need, Reading, Scope, inventory
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="supply.ranges-bounded",
    statement="No dependency of a program may be of any version",
    gate="G9",
    severity=Severity.LOW,
    remedy="State the versions that are known to work, or commit a lock file.",
    effort="S",
    maps=("CWE-1357", "Scorecard:Pinned-Dependencies"),
)
_ANY = re.compile(r"\*|x|latest|>=\s*0(\.0)*|LATEST|RELEASE|latest\.(release|integration)|\+|@dev")
# Where a missing range means any version; Maven and Gradle take it from a parent or a platform.
_BARE_IS_ANY = frozenset({"requirements", "Pipfile"})
_MOST = 10


def collect(survey: Survey) -> list[Evidence]:
    found = inventory(survey)
    judged = [r for r in found.readings if r.needs and not r.unread and _is_open(survey, found, r)]
    failing = [e for reading in judged if (e := _unbounded(survey, reading))]
    failing += [
        survey.unavailable(CHECK, f"{r.path!r} cannot be read: {r.unread}", Spot(r.path, 1))
        for r in found.unread
        if not r.lock
    ]
    if not judged and not failing:
        return [survey.not_applicable(CHECK, "no program whose versions are not locked")]
    held = f"{len(judged)} files state which versions they need"
    return survey.fails_or_holds(CHECK, failing, held)


def _is_open(survey: Survey, found: Inventory, reading: Reading) -> bool:
    """A program's, and no lock says what is installed instead of it."""
    if found.lock_of(reading) or reading.lock or reading.path.endswith(".in"):
        return False
    if reading.format == "requirements":
        return reading.path == "requirements.txt" and not _beside_a_library(survey, found)
    return not is_library(survey, reading)


def _beside_a_library(survey: Survey, found: Inventory) -> bool:
    own = [m for m in found.manifests if m.ecosystem == "pypi" and m.name and not m.folder]
    return any(is_library(survey, m) for m in own) or bool(survey.snapshot.find("setup.py"))


def _unbounded(survey: Survey, reading: Reading) -> Evidence | None:
    loose = [n for n in reading.needs if n.scope is not Scope.DEVELOPMENT and _any(n, reading)]
    if not loose:
        return None
    names = ", ".join(repr(n.name) for n in loose[:_MOST])
    message = f"{reading.path!r} takes any version of {names}"
    return survey.fails(CHECK, message, *(Spot(reading.path, n.line) for n in loose[:_MOST]))


def _any(need: Need, reading: Reading) -> bool:
    if need.origin or need.extra == "peer":
        return False
    if not need.wants:
        return reading.format in _BARE_IS_ANY
    return bool(_ANY.fullmatch(need.wants.strip()))
