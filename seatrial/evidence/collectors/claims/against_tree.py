"""What the documents claim is true of the tree. Nothing looks at that yet, so the gate waits."""

from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="claims.agree-with-tree",
    statement="Paths, counts, versions and results that documents name are those of the tree",
    gate="G12",
    severity=Severity.MEDIUM,
    remedy="Hold what the documents claim against the tree, by hand, and correct what is not so.",
)


def collect(survey: Survey) -> list[Evidence]:
    if not survey.snapshot.files(Role.DOCS):
        return [survey.not_applicable(CHECK, "there is no document")]
    return [
        survey.unavailable(
            CHECK,
            "this version holds no claim of the documents against the tree; read them by hand",
        )
    ]
