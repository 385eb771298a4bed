"""Every relative link and image of the documents leads to a path of the repository."""

from seatrial.evidence.collectors.docs.opened import unopened
from seatrial.evidence.collectors.docs.targets import Targets
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="docs.links-resolve",
    statement="Every relative link of the documents leads to a path of the repository",
    gate="G8",
    severity=Severity.MEDIUM,
    remedy="Correct the link, or restore what it leads to.",
    effort="S",
)


def collect(survey: Survey) -> list[Evidence]:
    targets = Targets(survey)
    judged = [
        (path, link)
        for path, document in survey.documents.items()
        for link in document.links
        if targets.judged(path, link)
    ]
    failing = [
        survey.fails(CHECK, f"{link.target!r} leads nowhere", Spot(path, link.line))
        for path, link in judged
        if not targets.leads_somewhere(path, link.target)
    ]
    failing += [
        survey.unavailable(CHECK, f"{path!r} was not read: {document.unread}", Spot(path, 1))
        for path, document in survey.documents.items()
        if document.unread
    ]
    failing += unopened(survey, CHECK, r".*\.(md|markdown)")
    if not failing and not judged:
        return [survey.not_applicable(CHECK, "no relative link in a Markdown document")]
    held = f"{len(judged)} relative links in {len(survey.documents)} Markdown documents resolve"
    return failing or [survey.holds(CHECK, held, links=len(judged))]
