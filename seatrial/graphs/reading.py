"""What the reading nodes do: index, select, read, draft. The model never decides a verdict."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from seatrial.agents import AGENTS
from seatrial.agents.challenger import Challenger
from seatrial.agents.companions import Companions, beside_prompt
from seatrial.agents.excerpts import Excerpt, excerpts_of
from seatrial.agents.model import Asking, Decision, Drafted, Pick, Unread
from seatrial.agents.plan import Reading, asked_at, plan, unread
from seatrial.batch import Meter
from seatrial.calibration.measured import Calibration, Measured
from seatrial.errors import RunFailed
from seatrial.evidence.finding import Finding
from seatrial.evidence.model import Evidence, Outcome
from seatrial.files import json_lines_of, write_whole
from seatrial.frozen import Frozen, sha256, short_id
from seatrial.graphs.state import FileRef, ReadingRef
from seatrial.llm.backend import Backend, BackendGone, BackendUnavailable, Usage
from seatrial.llm.budget import raw_count as count
from seatrial.llm.margin import OFF_MENU
from seatrial.progress import StageMeter
from seatrial.prompts.book import (
    CatalogueQuestion,
    excerpt_prompt,
    instructions,
    questions,
)
from seatrial.prompts.forms import decided, probes, prompt_hash
from seatrial.runs import RunFolder
from seatrial.settings import Depth
from seatrial.snapshot.model import Role
from seatrial.snapshot.snapshot import Snapshot
from seatrial.vectorstore.chunks import Chunk
from seatrial.vectorstore.index import Index

_SURROUNDINGS = 4
NOT_MEASURED = "the model was not measured on this question"
NOT_ABLE = "the model was measured and cannot tell this from chance"
OFTEN_WRONG = "people read what the model kept of real code, and too little of it was true"
NO_ANSWER = "the model answered with neither of the two words"
"""Why a question is left to a human reader."""
READING_FAULTS = (BackendUnavailable, RunFailed)
"""What may happen to a model or an index: a reading stops at it, an audit does not."""


class ReadRecord(Frozen):
    """Everything that the read node decided and left."""

    decisions: tuple[Decision, ...]
    unread: tuple[Unread, ...]
    excerpts: int
    eligible: int
    usage: Usage
    hits: int = 0
    stopped: str = ""


@dataclass
class Library:
    """What the agents read with. Closed by whoever opened it."""

    backend: Backend
    index: Index
    calibration: Calibration | None
    secret: bytes
    note: str = ""
    """What a person must know before it is used, '' for nothing."""


@dataclass
class ReadingRoom:
    """The reading of one run: every result is a file in the run's folder."""

    run: RunFolder
    snapshot: Snapshot
    chunks: Sequence[Chunk]
    library: Library
    reading: ReadingRef
    book: dict[str, CatalogueQuestion] = field(default_factory=lambda: dict(questions()))

    @cached_property
    def excerpts(self) -> dict[str, Excerpt]:
        return {e.id: e for e in excerpts_of(self.snapshot, self.chunks)}

    @cached_property
    def companions(self) -> Companions:
        return Companions(self.chunks, self._nearest)

    @cached_property
    def measured(self) -> dict[str, Measured]:
        """Questions that this model can do, with the prompt that was measured."""
        calibration = self.library.calibration
        found = calibration.by_question() if calibration else {}
        return {
            q: m
            for q, m in found.items()
            if q in self.book and m.prompt == prompt_hash(self.book[q], m.form)
        }

    @cached_property
    def asked(self) -> list[CatalogueQuestion]:
        """The questions of this depth that the model was found able to answer."""
        able = {q for q, m in self.measured.items() if m.asked}
        depth = Depth(self.reading.depth)
        return [q for q in asked_at(depth, self.book.values()) if q.id in able]

    def not_asked(self) -> list[tuple[str, str]]:
        """Questions of this depth that are left to a human, with the reason."""
        depth = Depth(self.reading.depth)
        return [
            (q.id, self._why_not(q.id))
            for q in asked_at(depth, self.book.values())
            if q not in self.asked
        ]

    def _why_not(self, question: str) -> str:
        known = self.measured.get(question)
        if known is None:
            return NOT_MEASURED
        return OFTEN_WRONG if known.usable else NOT_ABLE

    # -- nodes ----------------------------------------------------------------------------------

    def select(self, agent: str, evidence: Iterable[Evidence]) -> FileRef:
        """What one agent wants read."""
        suspects = Counter(
            place.path for e in evidence if e.outcome is Outcome.FAILS for place in e.places
        )
        picks = AGENTS[agent].select(self.excerpts.values(), self.asked, suspects, self.companions)
        return self._write(f"picks-{agent}.jsonl", json_lines_of(picks))

    def read(
        self, picks: Sequence[FileRef], meter: StageMeter, faults: Sequence[str] = ()
    ) -> FileRef:
        """Every decision of the run, in excerpt order: one model, one slot, one prefix.

        `faults` are what went wrong before: with any, nothing is asked.
        """
        wanted = [Pick.model_validate_json(line) for ref in picks for line in self._lines(ref)]
        readings, left = plan(wanted, self.excerpts, self._cost, self.reading.allowance)
        meter.expect(len(readings))
        before = self.library.backend.usage()
        decisions, stopped = self._decide(readings, left, meter, next(iter(faults), ""))
        record = ReadRecord(
            decisions=tuple(decisions),
            unread=tuple(left),
            excerpts=len({d.excerpt for d in decisions}),
            eligible=len({p.excerpt for p in wanted}),
            usage=_since(before, self.library.backend.usage()),
            stopped=stopped,
        )
        return self._write("decisions.json", record.model_dump_json().encode())

    def suspicions(self, agent: str, decisions: FileRef) -> int:
        """How many `agent` has to draft."""
        return len(AGENTS[agent].suspected(self.record(decisions).decisions, self.book))

    def draft(self, agent: str, decisions: FileRef, meter: Meter) -> FileRef:
        """One agent's findings, each quoted from the snapshot and challenged. `meter` counts each
        suspicion twice: a draft that has no finding needs no challenge."""
        record = self.record(decisions)
        drafted = AGENTS[agent].draft(
            record.decisions,
            self.excerpts,
            self.book,
            self.library.backend,
            self.snapshot,
            self.library.secret,
            meter,
        )
        meter.advance(drafted.suspected - len(drafted.findings))
        challenged = []
        for finding in drafted.findings:
            challenged.append(self._challenge(finding, record.decisions))
            meter.advance(1)
        drafted = drafted.model_copy(update={"findings": tuple(challenged)})
        return self._write(f"draft-{agent}.json", drafted.model_dump_json().encode())

    # -- reading back ---------------------------------------------------------------------------

    def record(self, ref: FileRef) -> ReadRecord:
        return ReadRecord.model_validate_json(self.run.whole(ref.name, ref.sha256))

    def drafts(self, refs: Sequence[FileRef]) -> list[Drafted]:
        found = [Drafted.model_validate_json(self.run.whole(r.name, r.sha256)) for r in refs]
        return sorted(found, key=lambda d: d.agent)

    def _lines(self, ref: FileRef) -> list[bytes]:
        return self.run.whole(ref.name, ref.sha256).splitlines()

    def _write(self, name: str, content: bytes) -> FileRef:
        write_whole(self.run.parts / name, content)
        return FileRef(name=f"parts/{name}", sha256=sha256(content))

    def _cost(self, asking: Asking) -> int:
        """What `asking` costs beside its excerpt, by tiktoken."""
        question = self.book[asking.question]
        put = probes(question, self.measured[question.id].form, self._beside(asking))
        return sum(count(p.prompt) for p in put)

    def _nearest(self, text: str, roles: Sequence[Role]) -> Chunk | None:
        hits = self.library.index.search(text, 1, roles=roles)
        return hits[0].chunk if hits else None

    def _beside(self, asking: Asking) -> str:
        return beside_prompt(asking.beside, self.snapshot, self.library.secret)

    # -- asking ---------------------------------------------------------------------------------

    def _decide(
        self,
        readings: Sequence[Reading],
        left: list[Unread],
        meter: StageMeter,
        stopped: str,
    ) -> tuple[list[Decision], str]:
        """Decisions; what the model did not answer is unread with the reason. Once it is gone,
        everything after it is."""
        decisions: list[Decision] = []
        for reading in readings:
            excerpt = self.excerpts[reading.excerpt]
            prompt = excerpt_prompt(excerpt.text, excerpt.path, self.library.secret)
            for asking in reading.askings:
                if stopped:
                    left += unread(excerpt, [asking], stopped)
                    continue
                try:
                    decision = self._decision(excerpt, asking, self._score(prompt, asking))
                except BackendUnavailable as error:
                    stopped = str(error) if isinstance(error, BackendGone) else ""
                    left += unread(excerpt, [asking], str(error))
                else:
                    decisions += [decision] if decision.score != OFF_MENU else []
                    left += unread(excerpt, [asking] * (decision.score == OFF_MENU), NO_ANSWER)
            meter.advance(1)
        return decisions, stopped

    def _score(self, prompt: str, asking: Asking) -> float:
        return decided(
            self.library.backend,
            prompt,
            self.book[asking.question].about(asking.name),
            self.measured[asking.question].form,
            beside=self._beside(asking),
            system=instructions(),
        )

    def _decision(self, excerpt: Excerpt, asking: Asking, score: float) -> Decision:
        measured = self.measured[asking.question]
        content = {
            **asking.model_dump(),
            "excerpt": excerpt.id,
            "path": excerpt.path,
            "start": excerpt.start,
            "end": excerpt.end,
            "score": round(score, 4),
            "threshold": measured.threshold,
            "model": self.reading.model,
            "prompt": measured.prompt,
        }
        return Decision.model_validate({"id": short_id("D", content), **content})

    def _challenge(self, finding: Finding, decisions: Sequence[Decision]) -> Finding:
        """`finding` with its standing; doubtful when it could not be asked again."""
        decision = next(d for d in decisions if d.id in finding.decisions)
        excerpt = self.excerpts[decision.excerpt]
        query = " ".join((*excerpt.symbols, finding.claim))
        challenger = Challenger(self.library.backend, self.library.secret, self.measured)
        question = self.book[finding.rule].about(decision.name)
        beside = beside_prompt(decision.beside, self.snapshot, self.library.secret)
        try:
            hits = self.library.index.search(query, _SURROUNDINGS)
            surroundings = [h.chunk for h in hits]
            return challenger.challenge(finding, question, excerpt, surroundings, beside)
        except READING_FAULTS:
            return finding


def _since(before: Usage, after: Usage) -> Usage:
    return Usage(
        calls=after.calls - before.calls,
        sent=after.sent - before.sent,
        evaluated=after.evaluated - before.evaluated,
        generated=after.generated - before.generated,
        seconds=after.seconds - before.seconds,
    )
