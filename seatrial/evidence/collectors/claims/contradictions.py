"""A readiness document does not contradict itself: one collector for each rule of `claims`."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from seatrial.claims.checked import Checked
from seatrial.claims.rules import Rule
from seatrial.evidence.collectors.claims.papers import answer, spots
from seatrial.evidence.model import Check, Evidence
from seatrial.evidence.survey import Survey


@dataclass
class WithoutContradiction:
    """Looks for the contradictions of one rule in every readiness document."""

    rule: Rule
    CHECK: Check = field(init=False)

    def __post_init__(self) -> None:
        self.CHECK = self.rule.CHECK
        self.__doc__ = self.rule.__doc__  # what `explain` tells of the check

    def collect(self, survey: Survey) -> list[Evidence]:
        def judge(path: str, seen: Checked) -> Iterator[Evidence]:
            for found in seen.contradictions:
                if found.rule == self.CHECK.id:
                    places = spots(path, *(q.line for q in found.quotes))
                    yield survey.fails(self.CHECK, found.says, *places, severity=found.severity)

        return answer(survey, self.CHECK, judge, "nothing of that kind in {} readiness documents")
