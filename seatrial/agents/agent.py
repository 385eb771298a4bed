"""An agent: chooses what is to be read for its questions, and drafts what the reading showed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from seatrial.agents.companions import Companions
from seatrial.agents.excerpts import Excerpt
from seatrial.agents.model import Decision, Drafted, Pick
from seatrial.agents.quotes import locate
from seatrial.evidence.finding import Finding, Source, Standing, fingerprint
from seatrial.evidence.model import Place
from seatrial.evidence.survey import Spot
from seatrial.frozen import Frozen
from seatrial.llm.backend import Backend, ReplyInvalid, Request, ask
from seatrial.prompts.book import CatalogueQuestion, between_markers, neutral, render
from seatrial.snapshot.snapshot import Snapshot


class Claim(Frozen):
    """What a model writes of a suspicion. Only the quote travels on, and only when it is found."""

    quote: str
    reason: str


@dataclass(frozen=True)
class Agent:
    """One area. `signals` are what makes an excerpt worth reading first, each with its weight."""

    name: str
    signals: Mapping[str, float]

    def select(
        self,
        excerpts: Iterable[Excerpt],
        asked: Sequence[CatalogueQuestion],
        suspects: Mapping[str, int],
        companions: Companions,
    ) -> list[Pick]:
        """Excerpts with the questions that fit them. `suspects` counts tool findings by path."""
        mine = [q for q in asked if q.agent == self.name]
        picks = []
        for excerpt in excerpts:
            fitting = [q for q in mine if q.asks_of(excerpt.role, excerpt.language, excerpt.text)]
            askings = tuple(a for q in fitting for a in companions.askings(excerpt, q))
            if askings:
                risk = self.risk(excerpt, suspects.get(excerpt.path, 0))
                picks.append(
                    Pick(excerpt=excerpt.id, agent=self.name, askings=askings, risk=risk)
                )
        return picks

    def risk(self, excerpt: Excerpt, suspects: int) -> float:
        """How much an excerpt deserves reading: signals seen in it, and tools' suspicions."""
        seen = sum(
            weight for signal, weight in self.signals.items() if re.search(signal, excerpt.text)
        )
        return seen + min(suspects, 3)

    def draft(
        self,
        decisions: Sequence[Decision],
        excerpts: Mapping[str, Excerpt],
        asked: Mapping[str, CatalogueQuestion],
        backend: Backend,
        snapshot: Snapshot,
        secret: bytes,
    ) -> Drafted:
        """A finding for each suspicion whose quote stands where the model says it does."""
        suspected = [d for d in decisions if d.suspicious and asked[d.question].agent == self.name]
        findings, unquoted, invalid = [], 0, 0
        for decision in suspected:
            question, excerpt = asked[decision.question], excerpts[decision.excerpt]
            try:
                claim = ask(backend, _request(question, excerpt, secret), Claim)
            except ReplyInvalid:
                invalid += 1
                continue
            spot = locate(claim.quote, excerpt)
            if spot is None:
                unquoted += 1
                continue
            findings.append(_finding(question, decision, spot, snapshot))
        return Drafted(
            agent=self.name,
            suspected=len(suspected),
            findings=tuple(findings),
            unquoted=unquoted,
            invalid=invalid,
        )


def _request(question: CatalogueQuestion, excerpt: Excerpt, secret: bytes) -> Request:
    prompt = render(
        "draft",
        statement=question.statement,
        bad=question.bad.strip(),
        good=question.good.strip(),
        path=neutral(excerpt.path),
        excerpt=between_markers(excerpt.text, secret),
    )
    return Request(prompt=prompt, schema_=Claim.model_json_schema(), most_tokens=200)


def _finding(
    question: CatalogueQuestion, decision: Decision, spot: Spot, snapshot: Snapshot
) -> Finding:
    entry = snapshot.find(spot.path)
    place = Place(
        path=spot.path,
        line_start=spot.start,
        line_end=spot.last,
        quote=snapshot.quote(spot.path, spot.start, spot.last),
        sha256=entry.sha256 if entry else "",
    )
    return Finding(
        id="",
        fingerprint=fingerprint(question.id, spot.path, place.quote),
        rule=question.id,
        claim=question.statement,
        severity=question.severity,
        gate=question.gate,
        remedy=question.remedy,
        source=Source.MODEL,
        standing=Standing.DOUBTFUL,
        places=(place,),
        decisions=(decision.id,),
    )
