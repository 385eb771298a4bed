"""What the documents claim is true of the tree.

No tool of this version looks at that, so the gate waits until a person attests to it.
"""

from seatrial.evidence.model import Check, Evidence, Severity, Tier
from seatrial.evidence.survey import Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="claims.agree-with-tree",
    statement="Paths, counts, versions and results that documents name are those of the tree",
    gate="G12",
    severity=Severity.MEDIUM,
    tier=Tier.EXECUTED,
    remedy="Hold what documents claim against the tree by hand, correct it, and attest.",
)


def collect(survey: Survey) -> list[Evidence]:
    """Nothing where there are documents: what is missing is a person's word."""
    if survey.snapshot.files(Role.DOCS):
        return []
    return [survey.not_applicable(CHECK, "there is no document")]
