"""What documents claim and no code can judge: listed, so that a person knows what to look at."""

import re
from collections.abc import Iterator

from seatrial.batch import Unread
from seatrial.claims.checked import Checked
from seatrial.claims.marks import Mark
from seatrial.evidence.collectors.claims.comparisons import COMPARISONS
from seatrial.evidence.collectors.claims.held import (
    Held,
    Paper,
    evidence_of,
    papers_in_tree,
    unknown,
)
from seatrial.evidence.model import Blocks, Check, Evidence, Outcome, Severity
from seatrial.evidence.survey import Survey

CHECK = Check(
    id="claims.judged-by-code",
    statement="Every claim of the documents could be judged by code",
    gate="G12",
    severity=Severity.INFO,
    remedy="Look at the claims that are listed, and attest claims.agree-with-tree.",
    blocks=Blocks.NEVER,
)

_ASKED_FOR = re.compile(
    r"\b(if|when|until|once|will|should|must|ensure|verify|require[sd]?|need|before|goal|target"
    r"|make sure|confirm|not|unless|criteri\w+|want|please|check that)\b|\?",
    re.IGNORECASE,
)
_MOST = 200


def collect(survey: Survey) -> list[Evidence]:
    found = list(_unjudged(survey))
    if not found:
        return [survey.not_applicable(CHECK, "no document states what code could not judge")]
    return [evidence_of(survey, CHECK, paper, held) for paper, held in found[:_MOST]]


def _unjudged(survey: Survey) -> Iterator[tuple[Paper, Held]]:
    """Every claim of the tree's documents that code recognises and leaves to a person."""
    for paper in papers_in_tree(survey):
        yield from ((paper, held) for held in left_of(survey, paper))
    for path, seen in sorted(survey.claims.items()):
        if not isinstance(seen, Unread) and not seen.readiness:
            yield from ((Paper(path, seen), held) for held in results_of(seen))


def left_of(survey: Survey, paper: Paper) -> Iterator[Held]:
    """What no comparison could judge, and what only a run could show."""
    for one in COMPARISONS:
        yield from (h for h in one.compare(survey, paper) if h.outcome is Outcome.UNAVAILABLE)
    yield from results_of(paper.checked)


def results_of(checked: Checked) -> Iterator[Held]:
    """Claims of results, such as that all tests pass."""
    for item in checked.called("claim"):
        line = checked.quotes.get(item.line, "")
        if item.more.get("mark") in ("", Mark.DONE) and not _ASKED_FOR.search(line):
            yield unknown(item.line, f"{item.text!r}: only a run or a person can show it")
