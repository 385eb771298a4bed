"""A readiness document does not contradict itself: one collector for each rule of `claims`."""

from collections.abc import Iterator
from dataclasses import dataclass

from seatrial.claims.checked import Checked
from seatrial.evidence.collectors.claims.papers import answer, spots
from seatrial.evidence.model import Check, Evidence
from seatrial.evidence.survey import Survey


@dataclass
class WithoutContradiction:
    """Looks for the contradictions of one rule in every readiness document."""

    CHECK: Check

    def collect(self, survey: Survey) -> list[Evidence]:
        def judge(path: str, seen: Checked) -> Iterator[Evidence]:
            for found in seen.contradictions:
                if found.rule == self.CHECK.id:
                    places = spots(path, *(q.line for q in found.quotes))
                    yield survey.fails(self.CHECK, found.says, *places, severity=found.severity)

        return answer(survey, self.CHECK, judge, "nothing of that kind in {} readiness documents")
