"""An agent: chooses what is to be read for its questions, and drafts what the reading showed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seatrial.agents.cited import place_of
from seatrial.agents.companions import Companions, beside_prompt
from seatrial.agents.excerpts import Excerpt
from seatrial.agents.model import Decision, Drafted, Pick, Unread
from seatrial.agents.quotes import SHORTEST, locate, triggered
from seatrial.agents.words import sentence
from seatrial.batch import Meter
from seatrial.evidence.finding import Finding, Source, Standing, fingerprint
from seatrial.evidence.survey import Spot
from seatrial.frozen import Frozen
from seatrial.llm.backend import (
    Ability,
    Backend,
    BackendGone,
    BackendUnavailable,
    ReplyInvalid,
    Request,
    RequestTooLong,
    ask,
)
from seatrial.prompts.book import CatalogueQuestion, between_markers, named, render
from seatrial.snapshot.snapshot import Snapshot


class Claim(Frozen):
    """What a model writes of a suspicion. The quote counts only when it is found; the reason is
    shown as the model's words, and only when it states nothing that code did not supply."""

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
                picks.append(Pick(excerpt=excerpt.id, agent=self.name, askings=askings, risk=risk))
        return picks

    def risk(self, excerpt: Excerpt, suspects: int) -> float:
        """How much an excerpt deserves reading: signals seen in it, and tools' suspicions."""
        seen = sum(
            weight for signal, weight in self.signals.items() if re.search(signal, excerpt.text)
        )
        return seen + min(suspects, 3)

    def suspected(
        self, decisions: Iterable[Decision], asked: Mapping[str, CatalogueQuestion]
    ) -> list[Decision]:
        """Those of `decisions` that are this agent's to draft."""
        return [d for d in decisions if d.suspicious and asked[d.question].agent == self.name]

    def draft(
        self,
        decisions: Sequence[Decision],
        excerpts: Mapping[str, Excerpt],
        asked: Mapping[str, CatalogueQuestion],
        backend: Backend,
        snapshot: Snapshot,
        secret: bytes,
        meter: Meter,
    ) -> Drafted:
        """A finding for each suspicion whose quote stands where the model says it does.

        What the model fails on is undrafted, with the reason; once it is gone, all the rest is.
        """
        suspected = self.suspected(decisions, asked)
        drafts = Drafted(agent=self.name, suspected=len(suspected))
        for n, decision in enumerate(suspected):
            question = asked[decision.question].about(decision.name)
            excerpt = excerpts[decision.excerpt]
            try:
                claim = _claim(backend, question, decision, excerpt, snapshot, secret)
            except (ReplyInvalid, RequestTooLong) as error:
                left = (*drafts.left, _undrafted(decision, str(error)))
                drafts = drafts.model_copy(update={"invalid": drafts.invalid + 1, "left": left})
            except BackendGone as error:
                gone = [_undrafted(d, str(error)) for d in suspected[n:]]
                return drafts.model_copy(update={"left": (*drafts.left, *gone)})
            except BackendUnavailable as error:
                left = (*drafts.left, _undrafted(decision, str(error)))
                drafts = drafts.model_copy(update={"left": left})
            else:
                drafts = _with(drafts, claim, question, decision, excerpt, snapshot)
            meter.advance(1)
        return drafts


def _claim(
    backend: Backend,
    question: CatalogueQuestion,
    decision: Decision,
    excerpt: Excerpt,
    snapshot: Snapshot,
    secret: bytes,
) -> Claim:
    """What the model writes; for one that only decides, the line that made us ask."""
    if Ability.COMPLETE not in backend.card().abilities:
        return Claim(quote=triggered(question, excerpt), reason="")
    return ask(backend, _request(question, decision, excerpt, snapshot, secret), Claim)


def _with(
    drafts: Drafted,
    claim: Claim,
    question: CatalogueQuestion,
    decision: Decision,
    excerpt: Excerpt,
    snapshot: Snapshot,
) -> Drafted:
    """`drafts` and what `claim` comes to: a finding when its quote is found, else one unquoted."""
    spot = locate(claim.quote, excerpt)
    if spot is None:
        return drafts.model_copy(update={"unquoted": drafts.unquoted + 1})
    words = sentence(claim.reason)
    finding = _finding(question, decision, spot, snapshot, words)
    return drafts.model_copy(
        update={
            "findings": (*drafts.findings, finding),
            "unworded": drafts.unworded + bool(claim.reason and not words),
        }
    )


def _undrafted(decision: Decision, reason: str) -> Unread:
    return Unread(
        question=decision.question,
        path=decision.path,
        start=decision.start,
        end=decision.end,
        reason=f"suspected, and not drafted: {reason}",
    )


def _request(
    question: CatalogueQuestion,
    decision: Decision,
    excerpt: Excerpt,
    snapshot: Snapshot,
    secret: bytes,
) -> Request:
    prompt = render(
        "draft",
        statement=question.statement,
        bad=question.bad.strip(),
        good=question.good.strip(),
        path=named(excerpt.path),
        excerpt=between_markers(excerpt.text, secret),
        companion=beside_prompt(decision.beside, snapshot, secret),
    )
    return Request(prompt=prompt, schema_=_schema(excerpt), most_tokens=200)


def _schema(excerpt: Excerpt) -> Mapping[str, Any]:
    """Of a claim whose quote is one whole line of `excerpt`: an invented one cannot be written.

    A model may ignore it, so the quote is looked up all the same.
    """
    schema = Claim.model_json_schema()
    lines = dict.fromkeys(line.strip() for line in excerpt.text.split("\n"))
    quotable = [line for line in lines if len(line) >= SHORTEST]
    quote = {**schema["properties"]["quote"], **({"enum": quotable} if quotable else {})}
    return {**schema, "properties": {**schema["properties"], "quote": quote}}


def _finding(
    question: CatalogueQuestion,
    decision: Decision,
    spot: Spot,
    snapshot: Snapshot,
    words: str,
) -> Finding:
    beside = decision.beside
    second = [place_of(snapshot, beside.path, beside.start, beside.end)] if beside else []
    place = place_of(snapshot, spot.path, spot.start, spot.last)
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
        places=(place, *second),
        decisions=(decision.id,),
        words=words,
    )
