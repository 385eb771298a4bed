"""What the documents claim and code cannot judge is true of the tree: a person's word.

Code judges what `comparisons` lists. Of what is left nothing is observed here, so that the gate
waits until a person attests to it; `left_to_a_person` lists it.
"""

from seatrial.evidence.collectors.claims.left_to_a_person import unjudged
from seatrial.evidence.collectors.claims.papers import papers
from seatrial.evidence.model import Check, Evidence, Severity, Tier
from seatrial.evidence.survey import Survey

CHECK = Check(
    id="claims.agree-with-tree",
    statement="What documents claim and code cannot judge is true of the tree",
    gate="G12",
    severity=Severity.MEDIUM,
    tier=Tier.EXECUTED,
    remedy="Hold the claims that claims.judged-by-code lists against the tree, and attest.",
)


def collect(survey: Survey) -> list[Evidence]:
    """Nothing where a claim is left over: what is missing is a person's word."""
    unread = sorted(papers(survey).unread.items())
    if unread:
        return [survey.unavailable(CHECK, f"{p!r} was not read: {why}") for p, why in unread]
    if unjudged(survey):
        return []
    read = len(survey.claims)
    message = f"{read} documents were read for claims; none states what code could not judge"
    return [survey.not_applicable(CHECK, message)]
