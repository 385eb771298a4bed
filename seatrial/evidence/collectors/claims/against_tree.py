"""What the documents say is true of the tree: where code does not read it, a person's word.

Code judges the claims of readiness documents that `comparisons` can read. Whatever else stands in
the prose of a document nobody has looked at: of that nothing is observed here, so that the gate
waits until a person attests to it. `left_to_a_person` lists what code recognised and left over.
"""

from seatrial.evidence.model import Check, Evidence, Severity, Tier
from seatrial.evidence.survey import Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="claims.agree-with-tree",
    statement="What documents claim beyond what code can judge is true of the tree",
    gate="G12",
    severity=Severity.MEDIUM,
    tier=Tier.EXECUTED,
    remedy="Hold what documents claim against the tree, first what claims.judged-by-code lists,"
    " correct it, and attest.",
)


def collect(survey: Survey) -> list[Evidence]:
    """Nothing where there are documents: what is missing is a person's word."""
    if survey.snapshot.files(Role.DOCS):
        return []
    return [survey.not_applicable(CHECK, "there is no document")]
