"""What the nodes of the audit do: each reads and writes the run's folder and returns references.

Every file is written whole before its reference is returned, so a run that is killed between
two nodes goes on from the last file that is there.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from seatrial.batch import Batches
from seatrial.cache import ObservationCache
from seatrial.certificate.compile import Dossier, compile_certificate
from seatrial.certificate.environment import environment_of, this_machine
from seatrial.certificate.model import Artefact, Certificate, Run
from seatrial.certificate.papers import PAPERS, issue_papers, sarif_bytes
from seatrial.errors import RunFailed
from seatrial.evidence.catalogue import catalogue
from seatrial.evidence.crews import Task, collect
from seatrial.evidence.finding import findings_of
from seatrial.evidence.model import Evidence, roll_of, together
from seatrial.files import json_lines_of, write_whole
from seatrial.frozen import sha256
from seatrial.gates.policy import default_policy
from seatrial.graphs.state import AuditState, CertificateRef, CrewTask, PartRef, SnapshotRef
from seatrial.progress import Reporter
from seatrial.snapshot.snapshot import Manifest, Snapshot
from seatrial.snapshot.take import take_snapshot
from seatrial.state import RepositoryFolder, RunFolder, RunRecord

SNAPSHOT, EVIDENCE, CERTIFICATE = "snapshot.json", "evidence.jsonl", "certificate.json"


@dataclass
class AuditStages:
    """The nodes of one run. Nothing is kept in memory that the folder does not hold."""

    repository: RepositoryFolder
    run: RunFolder
    cache: ObservationCache
    reporter: Reporter
    _snapshot: Snapshot | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def survey(self, state: AuditState) -> dict[str, Any]:
        """Copy the tree into the store and find the secrets' places."""
        root = Path(self.run.read().path)
        walking, redacting = self.reporter.begin("survey"), self._batches("redact")
        snapshot = take_snapshot(root, self.repository.store, redacting, walking)
        write_whole(self.run.root / SNAPSHOT, snapshot.manifest.model_dump_json().encode())
        self._snapshot = snapshot
        self.reporter.end("survey")
        self.reporter.end("redact")
        return {"snapshot": SnapshotRef(tree=snapshot.digest)}

    def collect(self, state: CrewTask) -> dict[str, Any]:
        """One crew's evidence, into its part file."""
        crew = state["crew"]
        task = Task(self.snapshot, self._batches(crew), self._artefacts())
        evidence = collect(crew, task)
        content = json_lines_of(evidence)
        write_whole(self.run.parts / f"{crew}.jsonl", content)
        self.reporter.end(crew)
        return {"parts": [PartRef(crew=crew, sha256=sha256(content), count=len(evidence))]}

    def captain(self, state: AuditState) -> dict[str, Any]:
        """Merge the evidence, decide the gates, compile the certificate."""
        meter = self.reporter.begin("captain", "checks")
        evidence = together(e for part in state["parts"] for e in self._part(part))
        certificate = self._compile(evidence)
        write_whole(self.run.root / EVIDENCE, json_lines_of(evidence))
        content = certificate.model_dump_json(indent=2).encode()
        write_whole(self.run.root / CERTIFICATE, content)
        meter.advance(len(certificate.roll))
        self.reporter.end("captain")
        return {"certificate": CertificateRef(sha256=sha256(content))}

    def issue(self, state: AuditState) -> dict[str, Any]:
        """Write the papers into the run's folder."""
        meter = self.reporter.begin("issue", "papers")
        content = self._whole(self.run.root / CERTIFICATE, state["certificate"].sha256)
        certificate = Certificate.model_validate_json(content)
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
                content = (self.run.root / SNAPSHOT).read_bytes()
                manifest = Manifest.model_validate_json(content)
                self._snapshot = Snapshot(manifest, self.repository.store)
            return self._snapshot

    def _batches(self, stage: str) -> Batches:
        return Batches(self.repository.store.path, self.cache, self.reporter.begin(stage))

    def _artefacts(self) -> list[Path]:
        """What was imported, without the sidecars that say which commit it speaks of."""
        found = sorted(self.run.artefacts.glob("*/*"))
        return [p for p in found if not p.name.endswith(".subject.json")]

    def _part(self, part: PartRef) -> Sequence[Evidence]:
        content = self._whole(self.run.parts / f"{part.crew}.jsonl", part.sha256)
        return [Evidence.model_validate_json(line) for line in content.splitlines()]

    def _whole(self, path: Path, digest: str) -> bytes:
        content = path.read_bytes()
        if sha256(content) != digest:
            raise RunFailed(f"{str(path)!r} is not what this run wrote; start the audit again")
        return content

    def _compile(self, evidence: Sequence[Evidence]) -> Certificate:
        checks, record = catalogue(), self.run.read()
        findings = findings_of(evidence, checks)
        papers = {
            EVIDENCE: (json_lines_of(evidence), "every observation, one a line"),
            "findings.sarif": (
                sarif_bytes(findings, checks, self.snapshot.digest),
                "findings for editors and code scanning",
            ),
        }
        inventory = [
            Artefact(name=name, sha256=sha256(content), what=what)
            for name, (content, what) in papers.items()
        ]
        imported = [
            Artefact(name=p.name, sha256=sha256(p.read_bytes()), what="imported result")
            for p in self._artefacts()
        ]
        dossier = Dossier(
            snapshot=self.snapshot,
            checks=checks,
            evidence=evidence,
            roll=roll_of(evidence),
            policy=default_policy(),
            on=record.decided_on,
            environment=environment_of(evidence),
            inventory=(*inventory, *imported),
        )
        return compile_certificate(dossier, _run_block(record))


def _run_block(record: RunRecord) -> Run:
    return Run(
        run=record.run,
        trace=record.trace,
        started_at=record.started_at,
        finished_at=datetime.now(UTC),
        machine=this_machine(),
    )
