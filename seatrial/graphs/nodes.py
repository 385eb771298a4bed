"""What the nodes of the audit do: each reads and writes the run's folder and returns references.

Every file is written whole before its reference is returned, so a run that is killed between
two nodes goes on from the last file that is there.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from seatrial.agents.captain import merge
from seatrial.batch import Batches, Meter, NoMeter
from seatrial.brief import BASELINE, baseline_of, change_of, policy_of
from seatrial.cache import ObservationCache
from seatrial.certificate.acts import LoggedAct
from seatrial.certificate.compile import Dossier, compile_certificate, repository_of
from seatrial.certificate.environment import environment_of, this_machine
from seatrial.certificate.model import (
    Artefact,
    Certificate,
    Cost,
    ModelReading,
    Run,
    Station,
    Tokens,
)
from seatrial.certificate.papers import PAPERS, SARIF, certificate_bytes, issue_papers, sarif_bytes
from seatrial.certificate.sbom import SBOM, sbom_bytes
from seatrial.confinement import held_throughout
from seatrial.evidence.catalogue import catalogue
from seatrial.evidence.crews import Task, collect
from seatrial.evidence.finding import Finding, findings_of, numbered
from seatrial.evidence.model import Evidence, roll_of, together
from seatrial.evidence.packages.read import read_inventory
from seatrial.files import json_lines_of, write_whole
from seatrial.frozen import sha256
from seatrial.gates.policy import Policy
from seatrial.graphs.account import model_reading, tokens_of
from seatrial.graphs.reading import READING_FAULTS, Library, ReadingRoom
from seatrial.graphs.state import (
    AgentTask,
    AuditState,
    CertificateRef,
    CrewTask,
    FileRef,
    PartRef,
    ReadingRef,
    SnapshotRef,
)
from seatrial.progress import Reporter
from seatrial.runs import RunFolder, RunRecord
from seatrial.seal.log_run import open_identity, resting_log
from seatrial.seal.logged import Matter, acts_on, trust_or_none
from seatrial.snapshot.change import Change
from seatrial.snapshot.snapshot import Snapshot
from seatrial.snapshot.take import read_again, take_snapshot, tree_now
from seatrial.state import RepositoryFolder, StateFolder
from seatrial.vectorstore.chunks import Chunk, chunks_of

EVIDENCE, CERTIFICATE = "evidence.jsonl", "certificate.json"
CHANGE = "change.json"


@dataclass
class AuditStages:
    """The nodes of one run. Nothing is kept in memory that the folder does not hold."""

    repository: RepositoryFolder
    run: RunFolder
    cache: ObservationCache
    reporter: Reporter
    spent: Callable[[], Cost]
    library: Library | None = None
    _snapshot: Snapshot | None = None
    _room: ReadingRoom | None = None
    _lock_room: threading.Lock = field(default_factory=threading.Lock)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _lock_index: threading.Lock = field(default_factory=threading.Lock)
    _indexed: bool = False

    def survey(self, state: AuditState) -> dict[str, Any]:
        """Copy the tree into the store and find the secrets' places."""
        root = Path(self.run.read().path)
        walking, redacting = self.reporter.begin("survey"), self._batches("redact")
        if self.repository.caches:  # a repeated audit reads what the first one read
            snapshot = read_again(self.snapshot, redacting)
        else:
            snapshot = take_snapshot(root, self.repository.store, redacting, walking)
        write_whole(self.run.snapshot, snapshot.manifest.model_dump_json().encode())
        self._snapshot = snapshot
        self.reporter.end("survey")
        self.reporter.end("redact")
        return {"snapshot": SnapshotRef(tree=snapshot.digest), **self._note_change(root)}

    def collect(self, state: CrewTask) -> dict[str, Any]:
        """One crew's evidence, into its part file."""
        crew = state["crew"]
        critical = self.policy.critical_paths
        task = Task(self.snapshot, self._batches(crew), self._artefacts(), critical)
        evidence = collect(crew, task)
        content = json_lines_of(evidence)
        write_whole(self.run.parts / f"{crew}.jsonl", content)
        self.reporter.end(crew)
        return {"parts": [PartRef(crew=crew, sha256=sha256(content), count=len(evidence))]}

    def index(self, state: AuditState) -> dict[str, Any]:
        """Cut the tree into chunks and bring the index in line with them."""
        meter = self.reporter.begin("index", "chunks")
        try:
            self._refresh_index(self.room(state["reading"]), meter)
        except READING_FAULTS as error:
            return {"faults": [str(error)]}
        finally:
            self.reporter.end("index")
        return {}

    def _refresh_index(self, room: ReadingRoom, meter: Meter | None = None) -> None:
        """Once a process: what was indexed before a kill may have been lost by now."""
        with self._lock_index:
            begun, self._indexed = self._indexed, True  # what failed is not tried by every agent
            if room.asked and not begun:  # searched by nobody, it would only cost time
                room.library.index.refresh(self.chunks, meter)

    def muster(self, state: AuditState) -> dict[str, Any]:
        """Everybody waits here: agents choose what to read by what the tools saw."""
        return {}

    def select(self, state: AgentTask) -> dict[str, Any]:
        """What one agent wants read."""
        try:
            room = self.room(state["reading"])
            self._refresh_index(room)
            return {"picks": [room.select(state["agent"], self._evidence(state["parts"]))]}
        except READING_FAULTS as error:
            return {"faults": [str(error)]}

    def read(self, state: AuditState) -> dict[str, Any]:
        """All questions on all chosen excerpts, in excerpt order."""
        meter = self.reporter.begin("read", "excerpts")
        picks = sorted(state["picks"], key=lambda ref: ref.name)
        faults = sorted(state.get("faults", []))
        decisions = self.room(state["reading"]).read(picks, meter, faults)
        self.reporter.end("read")
        return {"decisions": decisions}

    def draft(self, state: AgentTask) -> dict[str, Any]:
        """One agent's findings, quoted and challenged."""
        assert state["decisions"] is not None, "drafting comes after reading"
        room = self.room(state["reading"])
        with suppress(*READING_FAULTS):  # what cannot be challenged stays as it was drafted
            self._refresh_index(room)
        return {"drafts": [self._draft(room, state["agent"], state["decisions"])]}

    def _draft(self, room: ReadingRoom, agent: str, decisions: FileRef) -> FileRef:
        suspicions = room.suspicions(agent, decisions)
        if not suspicions:
            return room.draft(agent, decisions, NoMeter())
        meter = self.reporter.begin(stage := f"draft {agent}", "readings")
        meter.expect(2 * suspicions)
        try:
            return room.draft(agent, decisions, meter)
        finally:
            self.reporter.end(stage)

    def captain(self, state: AuditState) -> dict[str, Any]:
        """Merge what tools and agents found, decide the gates, compile the certificate."""
        self.run.manifest(state["snapshot"].tree)  # no gate is decided over another tree
        meter = self.reporter.begin("captain", "checks")
        evidence = self._evidence(state["parts"])
        certificate = self._compile(evidence, state)
        write_whole(self.run.root / EVIDENCE, json_lines_of(evidence))
        content = certificate_bytes(certificate)
        write_whole(self.run.root / CERTIFICATE, content)
        meter.advance(len(certificate.roll))
        self.reporter.end("captain")
        return {"certificate": CertificateRef(sha256=sha256(content))}

    def issue(self, state: AuditState) -> dict[str, Any]:
        """Write the papers into the run's folder."""
        meter = self.reporter.begin("issue", "papers")
        content = self.run.whole(CERTIFICATE, state["certificate"].sha256)
        certificate = Certificate.model_validate_json(content)
        self.run.manifest(state["snapshot"].tree)  # nor are papers issued of it
        issue_papers(certificate, catalogue(), self.run.root)
        meter.advance(len(PAPERS))
        self.reporter.end("issue")
        return {}

    # -- what the nodes share -------------------------------------------------------------------

    @property
    def snapshot(self) -> Snapshot:
        """This run's snapshot, read from its folder after a resume."""
        with self._lock:
            if self._snapshot is None:
                self._snapshot = Snapshot(self.run.manifest(), self.repository.store)
            return self._snapshot

    def _note_change(self, root: Path) -> dict[str, FileRef]:
        change = change_of(self.run, root, self.snapshot)
        if change is None:
            return {}
        content = change.model_dump_json().encode()
        write_whole(self.run.root / CHANGE, content)
        return {"change": FileRef(name=CHANGE, sha256=sha256(content))}

    def _change(self, ref: FileRef | None) -> Change | None:
        if ref is None:
            return None
        return Change.model_validate_json(self.run.whole(ref.name, ref.sha256))

    def _batches(self, stage: str) -> Batches:
        return Batches(self.repository.store.path, self.cache, self.reporter.begin(stage))

    def _artefacts(self) -> list[Path]:
        """What was imported, without the sidecars that say which commit it speaks of."""
        found = sorted(self.run.artefacts.glob("*/*"))
        return [p for p in found if not p.name.endswith(".subject.json")]

    @cached_property
    def policy(self) -> Policy:
        """The policy that this run began with."""
        return policy_of(self.run)

    @cached_property
    def chunks(self) -> list[Chunk]:
        return chunks_of(self.snapshot, Batches(self.repository.store.path, self.cache))

    def room(self, reading: ReadingRef) -> ReadingRoom:
        """Where this run is read. Only when a model reads."""
        with self._lock_room:
            if self._room is None:
                assert self.library is not None, "a model reads, so there is a library"
                self._room = ReadingRoom(
                    self.run, self.snapshot, self.chunks, self.library, reading
                )
            return self._room

    def _evidence(self, parts: Sequence[PartRef]) -> list[Evidence]:
        return together(e for part in parts for e in self._part(part))

    def _part(self, part: PartRef) -> Sequence[Evidence]:
        content = self.run.whole(f"parts/{part.crew}.jsonl", part.sha256)
        return [Evidence.model_validate_json(line) for line in content.splitlines()]

    def _compile(self, evidence: Sequence[Evidence], state: AuditState) -> Certificate:
        checks, record = self.policy.assign(catalogue()), self.run.read()
        tools = findings_of(evidence, checks)
        claims, model, tokens = self._read_by_model(state, tools)
        findings = numbered([*tools, *claims])
        materials, acts = self._materials(), self._acts(record)
        write_whole(self.run.root / SBOM, materials)
        shown = sarif_bytes(findings, checks, self.snapshot.digest, acts=acts, on=record.decided_on)
        papers = {
            EVIDENCE: (json_lines_of(evidence), "every observation, one a line"),
            SARIF: (shown, "findings for editors and code scanning"),
            SBOM: (materials, "every package that the tree needs (CycloneDX)"),
        }
        inventory = [
            Artefact(name=name, sha256=sha256(content), what=what)
            for name, (content, what) in papers.items()
        ]
        imported = [
            Artefact(name=p.name, sha256=sha256(p.read_bytes()), what="imported result")
            for p in self._artefacts()
        ]
        before = baseline_of(self.run)
        what = "earlier certificate, to compare with"
        earlier = [Artefact(name=BASELINE, sha256=before.sha256, what=what)] if before else []
        dossier = Dossier(
            snapshot=self.snapshot,
            checks=checks,
            evidence=evidence,
            roll=roll_of(evidence),
            policy=self.policy,
            on=record.decided_on,
            environment=environment_of(evidence),
            inventory=(*inventory, *imported, *earlier),
            claims=claims,
            model=model,
            why=state["reading"].why,
            baseline=before,
            change=self._change(state.get("change")),
            acts=acts,
        )
        station = open_identity(StateFolder(self.repository.root.parent)).station
        return compile_certificate(dossier, self._run_block(record, tokens, station))

    def _run_block(self, record: RunRecord, tokens: Tokens | None, station: Station) -> Run:
        return Run(
            run=record.run,
            trace=record.trace,
            started_at=record.started_at,
            finished_at=datetime.now(UTC),
            machine=this_machine(),
            tokens=tokens,
            cost=self.spent(),
            station=station,
            offline=held_throughout(self.run),
            tree_after=tree_now(Path(record.path)),
        )

    def _acts(self, record: RunRecord) -> tuple[LoggedAct, ...]:
        """What trusted people did before the run began, as far as it speaks of this tree."""
        name, folder = self.snapshot.manifest.name, self.repository.root.name
        matter = Matter(name, folder, self.snapshot.digest)
        trust = trust_or_none(Path(record.trust))
        with resting_log(StateFolder(self.repository.root.parent)) as log:
            counted, refused = acts_on(log, trust, matter, most=record.log_size)
        for sentence in refused:
            self.reporter.say(sentence)
        return counted

    def _materials(self) -> bytes:
        """The bill of materials. What the crew read of lock files is remembered by then."""
        batches = Batches(self.repository.store.path, self.cache)
        inventory = read_inventory(self.snapshot, batches)
        return sbom_bytes(repository_of(self.snapshot), inventory, self.snapshot.redact)

    def _read_by_model(
        self, state: AuditState, tools: Sequence[Finding]
    ) -> tuple[list[Finding], ModelReading | None, Tokens | None]:
        if not state["reading"].reads:
            return [], None, None
        room = self.room(state["reading"])
        drafts, record = room.drafts(state["drafts"]), room.record(state["decisions"])
        claims, merged = merge(tools, [f for d in drafts for f in d.findings])
        return claims, model_reading(room, record, drafts, merged, len(claims)), tokens_of(room)
