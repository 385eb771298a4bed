"""A claim of a readiness document, held against the tree: what was seen, with both places."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from seatrial.claims.checked import Checked
from seatrial.evidence.collectors.claims.papers import answer_of, papers
from seatrial.evidence.model import Check, Evidence, Outcome, Place, Severity, make_evidence
from seatrial.evidence.survey import Spot, Survey

_MOST_PLACES = 20


@dataclass(frozen=True)
class Paper:
    """A readiness document. `inside` is False for one that is no part of the tree."""

    path: str
    checked: Checked
    inside: bool = True
    sha256: str = ""


@dataclass(frozen=True)
class Held:
    """One claim on `line` of a document and what the tree says of it, at `spots`.

    UNAVAILABLE is what code cannot judge; `says` tells why.
    """

    outcome: Outcome
    line: int
    says: str
    spots: tuple[Spot, ...] = ()
    severity: Severity | None = None


def fits(line: int, says: str, *spots: Spot) -> Held:
    return Held(Outcome.HOLDS, line, says, spots)


def differs(line: int, says: str, *spots: Spot, severity: Severity | None = None) -> Held:
    return Held(Outcome.FAILS, line, says, spots, severity)


def unknown(line: int, says: str, *spots: Spot) -> Held:
    return Held(Outcome.UNAVAILABLE, line, says, spots)


class Comparison(Protocol):
    """A module that holds claims of one kind against the tree."""

    CHECK: Check

    def compare(self, survey: Survey, paper: Paper) -> Iterator[Held]: ...


@dataclass
class AgreesWithTree:
    """The collector of one comparison. What code cannot judge is left to `left_to_a_person`."""

    comparison: Comparison
    CHECK: Check = field(init=False)

    def __post_init__(self) -> None:
        self.CHECK = self.comparison.CHECK
        self.__doc__ = self.comparison.__doc__  # what `explain` tells of the check

    def collect(self, survey: Survey) -> list[Evidence]:
        found = [
            (paper, held)
            for paper in papers_in_tree(survey)
            for held in self.comparison.compare(survey, paper)
        ]
        failing = [
            evidence_of(survey, self.CHECK, p, h) for p, h in found if h.outcome is Outcome.FAILS
        ]
        held = [h for _, h in found if h.outcome is Outcome.HOLDS]
        return answer_of(survey, self.CHECK, failing, _told(survey, self.CHECK, held))


def _told(survey: Survey, check: Check, held: list[Held]) -> Evidence:
    if not held:
        return survey.not_applicable(check, "no claim of that kind that code could judge")
    shown = [spot for h in held for spot in h.spots][:_MOST_PLACES]
    return survey.holds(check, f"true of {len(held)} claims", *shown, claims=len(held))


def papers_in_tree(survey: Survey) -> list[Paper]:
    return [Paper(path, checked) for path, checked in sorted(papers(survey).read.items())]


def evidence_of(survey: Survey, check: Check, paper: Paper, held: Held) -> Evidence:
    """`held` with the document's line as its first place."""
    return make_evidence(
        check=check.id,
        outcome=held.outcome,
        message=survey.snapshot.redact(held.says),
        producer=survey.producer,
        subject=survey.subject,
        severity=held.severity,
        places=(_claimed_at(survey, paper, held), *map(survey.place, held.spots)),
    )


def _claimed_at(survey: Survey, paper: Paper, held: Held) -> Place:
    if paper.inside:
        return survey.place(Spot(paper.path, held.line))
    quote = survey.snapshot.redact(paper.checked.quotes.get(held.line, ""))
    line = held.line
    return Place(path=paper.path, line_start=line, line_end=line, quote=quote, sha256=paper.sha256)
