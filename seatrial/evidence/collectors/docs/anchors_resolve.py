"""A link to a heading leads to a heading that is there."""

import re
from collections.abc import Iterable, Iterator

from seatrial.evidence.collectors.docs.opened import unopened
from seatrial.evidence.collectors.docs.targets import Targets
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="docs.anchors-resolve",
    statement="Every link to a heading leads to one that is there",
    gate="G8",
    severity=Severity.LOW,
    remedy="Correct the part after `#`; GitHub makes it of the heading's words.",
    effort="S",
    likelihood="low",
)
_NOT_A_HEADING = re.compile(r"L\d+|:~:|top$|readme|diff-|issuecomment|/|!|\w+=|discussion_r", re.I)


def collect(survey: Survey) -> list[Evidence]:
    judged = list(_anchored(survey))
    known = {target: _plain(survey.documents[target].anchors) for _, _, target, _ in judged}
    failing = [
        survey.fails(CHECK, f"no heading for {anchor!r} in {target!r}", Spot(path, line))
        for path, line, target, anchor in judged
        if not _leads(anchor, known[target])
    ]
    failing += [
        survey.unavailable(CHECK, f"{path!r} was not read: {document.unread}", Spot(path, 1))
        for path, document in survey.documents.items()
        if document.unread
    ]
    failing += unopened(survey, CHECK, r".*\.(md|markdown)")
    if not failing and not judged:
        return [survey.not_applicable(CHECK, "no link to a heading")]
    held = f"{len(judged)} links to headings resolve"
    return failing or [survey.holds(CHECK, held, links=len(judged))]


def _anchored(survey: Survey) -> Iterator[tuple[str, int, str, str]]:
    """Path, line, document linked to, and anchor; pages of websites make anchors of their own."""
    targets = Targets(survey)
    for path, document in survey.documents.items():
        for link in document.links:
            before, _, anchor = link.target.partition("#")
            if not anchor or link.image or targets.in_site(path) or _NOT_A_HEADING.match(anchor):
                continue
            if before and not targets.judged(path, link):
                continue
            target = targets.resolve(path, before) if before else path
            known = survey.documents.get(target or "")
            if target and known and not known.unread and not targets.in_site(target):
                yield path, link.line, target, anchor


def _plain(anchors: Iterable[str]) -> frozenset[str]:
    """Letters and digits only: renderers disagree about dashes and punctuation."""
    return frozenset(re.sub(r"[\W_]+", "", anchor.lower()) for anchor in anchors)


def _leads(anchor: str, known: frozenset[str]) -> bool:
    (wanted,) = _plain([anchor.removeprefix("user-content-")])
    return not wanted or wanted in known
