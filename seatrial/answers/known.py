"""What a teller of facts is given: the survey, the evidence and what the gates made of it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from seatrial.answers.model import Sentence
from seatrial.answers.topics import topics
from seatrial.evidence.catalogue import catalogue
from seatrial.evidence.finding import Finding
from seatrial.evidence.model import Check, Evidence, Outcome, Place, roll_of
from seatrial.evidence.survey import Spot, Survey
from seatrial.gates.establish import establish
from seatrial.gates.model import CheckResult, GateResult, Level, Verdict
from seatrial.gates.policy import Policy
from seatrial.snapshot.model import Role

_WRITTEN = (Role.SOURCE, Role.CONFIG, Role.CONTAINER, Role.DOCS)
Told: TypeAlias = Mapping[str, Sequence[Sentence]]


@dataclass(frozen=True)
class Judged:
    """What was decided of a tree, by a run or for the asking."""

    policy: Policy
    gates: Sequence[GateResult]
    findings: Sequence[Finding]
    verdicts: Mapping[str, Verdict]
    level: Level
    path_to_next: Sequence[str]


@dataclass(frozen=True)
class Known:
    """All that facts are told from."""

    survey: Survey
    evidence: Sequence[Evidence]
    judged: Judged

    @cached_property
    def by_check(self) -> Mapping[str, Sequence[Evidence]]:
        found: dict[str, list[Evidence]] = {}
        for e in self.evidence:
            found.setdefault(e.check, []).append(e)
        return found

    @cached_property
    def by_id(self) -> Mapping[str, Evidence]:
        return {e.id: e for e in self.evidence}

    @cached_property
    def roll(self) -> Mapping[str, int]:
        return roll_of(self.evidence)

    @property
    def checks(self) -> Mapping[str, Check]:
        return catalogue()

    def established(self, check: str) -> CheckResult:
        """What all evidence together says of `check`."""
        return establish(self.checks[check], self.by_check.get(check, ()), self.roll)

    def of(self, check: str, *outcomes: Outcome) -> list[Evidence]:
        """Observations of `check`, with one of `outcomes` (any, when none is given)."""
        found = self.by_check.get(check, ())
        return [e for e in found if not outcomes or e.outcome in outcomes]

    def mentions(self, pattern: str) -> bool:
        """Whether a text that people wrote for the program holds `pattern`, which is the `unless`
        of a topic."""
        return pattern in self._mentioned

    @cached_property
    def _mentioned(self) -> frozenset[str]:
        """All patterns in one pass: to read the texts takes longer than to search them."""
        wanted, found = {t.unless for t in topics().topic if t.unless}, set[str]()
        for entry in self.survey.snapshot.files(*_WRITTEN):
            text = self.survey.snapshot.source(entry.path).lower()
            found |= {pattern for pattern in wanted - found if re.search(pattern, text)}
            if found == wanted:
                break
        return frozenset(found)

    def say(self, text: str, *spots: Spot, evidence: Iterable[Evidence] = ()) -> Sentence:
        """A sentence with the lines that prove it, quoted, and the evidence behind it."""
        places = tuple(self.survey.place(s) for s in spots)
        return self.quoting(text, places, evidence)

    def of_tree(self, text: str) -> Sentence:
        """A sentence that the snapshot as a whole proves: its evidence is the tree digest."""
        snapshot = self.survey.snapshot
        return Sentence(text=snapshot.redact(text), evidence=(f"tree-{snapshot.digest[:16]}",))

    def quoting(
        self, text: str, places: Iterable[Place], evidence: Iterable[Evidence] = ()
    ) -> Sentence:
        ids = tuple(dict.fromkeys(e.id for e in evidence))
        redacted = self.survey.snapshot.redact(text)
        return Sentence(text=redacted, places=tuple(places), evidence=ids)


Teller: TypeAlias = Callable[[Known], Told]
