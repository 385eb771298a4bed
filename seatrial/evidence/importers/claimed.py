"""Results that lie in the repository itself: its own word, whatever they say."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from seatrial.errors import UsageError
from seatrial.evidence.importers.artefact import UNSTATED, Artefact
from seatrial.evidence.importers.formats import format_of
from seatrial.evidence.importers.measured import Context, Fault, Measured
from seatrial.evidence.importers.take import observe
from seatrial.evidence.model import Blocks, Evidence, Outcome
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Role

# Only files with such a name are opened; what they are is decided by their content.
_NAMES = (
    r"(.*/)?((junit|test[-_]?results?|TEST-)[^/]*\.xml|[^/]*coverage[^/]*\.(xml|json)"
    r"|lcov\.info|[^/]*jacoco[^/]*\.xml|[^/]+\.jtl|[^/]*_stats\.csv"
    r"|[^/]*(k6|load|soak|wrk|hey|bench|summary|drill|chaos|bootstrap)[^/]*\.(json|txt|csv))"
)
_MOST_BYTES = 2_000_000
_ASIDE = (Role.TEST, Role.VENDORED)


def claims_in_tree(survey: Survey, found: Sequence[Evidence]) -> list[Evidence]:
    """One for each check that a result in the tree speaks of and no imported one does."""
    told = {e.check for e in found}
    claims: dict[str, Evidence] = {}
    for entry in survey.snapshot.named(_NAMES):
        if entry.role in _ASIDE or entry.size > _MOST_BYTES:
            continue
        for claim in _claims(survey, entry.path):
            if claim.check not in told:
                claims.setdefault(claim.check, claim)
    return list(claims.values())


def measured_in_tree(survey: Survey, path: str) -> tuple[str, list[Measured]]:
    """The format of the result at `path` and what it says; nothing when it is no result after all:
    it was not given as one."""
    entry = survey.snapshot.find(path)
    if entry is None or not entry.text or entry.size > _MOST_BYTES:
        return "", []
    artefact = Artefact(Path(path), survey.snapshot.raw(path), UNSTATED)
    try:
        read = format_of(artefact)
        return read.NAME, read.read(artefact, Context())
    except UsageError:
        return "", []


def _claims(survey: Survey, path: str) -> Iterator[Evidence]:
    name, measured = measured_in_tree(survey, path)
    why = (
        f"{path!r} in the repository ({name}) is its own claim; "
        "import the result of a run of this commit"
    )
    for one in measured:
        if one.check.blocks is Blocks.ALWAYS:
            fault = Fault(why, None, (Spot(path, 1),))
            yield observe(survey, one.check, Outcome.UNAVAILABLE, fault, [one])
