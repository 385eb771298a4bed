"""What the reading nodes do: index, select, read, draft. The model never decides a verdict."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from seatrial.agents import AGENTS
from seatrial.agents.challenger import Challenger
from seatrial.agents.excerpts import Excerpt, excerpts_of
from seatrial.agents.model import Decision, Drafted, Pick, Unread
from seatrial.agents.plan import Reading, asked_at, plan
from seatrial.calibration.measured import Calibration, Measured
from seatrial.evidence.finding import Finding
from seatrial.evidence.model import Evidence, Outcome
from seatrial.files import json_lines_of, write_whole
from seatrial.frozen import Frozen, sha256, short_id
from seatrial.graphs.state import FileRef, ReadingRef
from seatrial.llm.backend import Backend, BackendUnavailable, Usage
from seatrial.llm.budget import raw_count as count
from seatrial.progress import StageMeter
from seatrial.prompts.book import (
    CatalogueQuestion,
    excerpt_prompt,
    instructions,
    questions,
)
from seatrial.prompts.forms import decided, probes, prompt_hash
from seatrial.settings import Depth
from seatrial.snapshot.snapshot import Snapshot
from seatrial.state import RunFolder
from seatrial.vectorstore.chunks import Chunk
from seatrial.vectorstore.index import Index

_SURROUNDINGS = 4
NOT_MEASURED = "the model was not measured on this question"
NOT_ABLE = "the model was measured and cannot tell this from chance"
"""Why a question is left to a human reader."""


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
        able = {q for q, m in self.measured.items() if m.usable}
        depth = Depth(self.reading.depth)
        return [q for q in asked_at(depth, self.book.values()) if q.id in able]

    def not_asked(self) -> list[tuple[str, str]]:
        """Questions of this depth that are left to a human, with the reason."""
        depth = Depth(self.reading.depth)
        return [
            (q.id, NOT_ABLE if q.id in self.measured else NOT_MEASURED)
            for q in asked_at(depth, self.book.values())
            if q not in self.asked
        ]

    # -- nodes ----------------------------------------------------------------------------------

    def select(self, agent: str, evidence: Iterable[Evidence]) -> FileRef:
        """What one agent wants read."""
        suspects = Counter(
            place.path for e in evidence if e.outcome is Outcome.FAILS for place in e.places
        )
        picks = AGENTS[agent].select(self.excerpts.values(), self.asked, suspects)
        return self._write(f"picks-{agent}.jsonl", json_lines_of(picks))

    def read(self, picks: Sequence[FileRef], meter: StageMeter) -> FileRef:
        """Every decision of the run, in excerpt order: one model, one slot, one prefix."""
        wanted = [Pick.model_validate_json(line) for ref in picks for line in self._lines(ref)]
        readings, unread = plan(
            wanted, self.excerpts, self._tokens_of_questions, self.reading.allowance
        )
        meter.expect(len(readings))
        before = self.library.backend.usage()
        decisions, stopped = self._decide(readings, unread, meter)
        record = ReadRecord(
            decisions=tuple(decisions),
            unread=tuple(unread),
            excerpts=len(readings),
            eligible=len({p.excerpt for p in wanted}),
            usage=_since(before, self.library.backend.usage()),
            stopped=stopped,
        )
        return self._write("decisions.json", record.model_dump_json().encode())

    def draft(self, agent: str, decisions: FileRef) -> FileRef:
        """One agent's findings, each quoted from the snapshot and challenged."""
        record = self.record(decisions)
        drafted = AGENTS[agent].draft(
            record.decisions,
            self.excerpts,
            self.book,
            self.library.backend,
            self.snapshot,
            self.library.secret,
        )
        challenged = tuple(self._challenge(f, record.decisions) for f in drafted.findings)
        drafted = drafted.model_copy(update={"findings": challenged})
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

    @cached_property
    def _tokens_of_questions(self) -> dict[str, int]:
        """What each question costs beside its excerpt, by tiktoken."""
        return {
            q.id: sum(count(p.prompt) for p in probes(q, self.measured[q.id].form))
            for q in self.asked
        }

    # -- asking ---------------------------------------------------------------------------------

    def _decide(
        self, readings: Sequence[Reading], unread: list[Unread], meter: StageMeter
    ) -> tuple[list[Decision], str]:
        """Decisions; once the model is gone, everything after it is unread with the reason."""
        decisions: list[Decision] = []
        stopped = ""
        for reading in readings:
            excerpt = self.excerpts[reading.excerpt]
            if not stopped:
                try:
                    decisions += self._ask(excerpt, reading)
                except BackendUnavailable as error:
                    stopped = str(error)
            if stopped:
                unread += [_unread(excerpt, q, stopped) for q in reading.questions]
            meter.advance(1)
        return decisions, stopped

    def _ask(self, excerpt: Excerpt, reading: Reading) -> list[Decision]:
        """Every question of `reading`, each in the form that was measured to serve it best."""
        prompt = excerpt_prompt(excerpt.text, excerpt.path, self.library.secret)
        backend, system = self.library.backend, instructions()
        asked = [(self.book[q], self.measured[q].form) for q in reading.questions]
        return [
            self._decision(excerpt, q, decided(backend, prompt, q, form, system=system))
            for q, form in asked
        ]

    def _decision(self, excerpt: Excerpt, question: CatalogueQuestion, score: float) -> Decision:
        content = {
            "question": question.id,
            "excerpt": excerpt.id,
            "path": excerpt.path,
            "start": excerpt.start,
            "end": excerpt.end,
            "score": round(score, 4),
            "threshold": self.measured[question.id].threshold,
            "model": self.reading.model,
            "prompt": self.measured[question.id].prompt,
        }
        return Decision.model_validate({"id": short_id("D", content), **content})

    def _challenge(self, finding: Finding, decisions: Sequence[Decision]) -> Finding:
        excerpt = next(self.excerpts[d.excerpt] for d in decisions if d.id in finding.decisions)
        query = " ".join((*excerpt.symbols, finding.claim))
        hits = self.library.index.search(query, _SURROUNDINGS)
        challenger = Challenger(self.library.backend, self.library.secret, self.measured)
        return challenger.challenge(
            finding, self.book[finding.rule], excerpt, [h.chunk for h in hits]
        )


def _unread(excerpt: Excerpt, question: str, reason: str) -> Unread:
    return Unread(
        question=question, path=excerpt.path, start=excerpt.start, end=excerpt.end, reason=reason
    )


def _since(before: Usage, after: Usage) -> Usage:
    return Usage(
        calls=after.calls - before.calls,
        sent=after.sent - before.sent,
        evaluated=after.evaluated - before.evaluated,
        generated=after.generated - before.generated,
        seconds=after.seconds - before.seconds,
    )
