"""Whole audits of small trees, in process: what the captain would compile."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from seatrial.certificate.compile import Dossier, compile_certificate
from seatrial.certificate.environment import environment_of
from seatrial.certificate.model import Certificate, Machine, Run
from seatrial.evidence.catalogue import catalogue
from seatrial.evidence.crews import CREWS, Task, collect
from seatrial.evidence.model import Evidence, roll_of, together
from seatrial.gates.policy import default_policy
from seatrial.snapshot.snapshot import Snapshot
from tests.trees import snapshot_of

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
RUN = Run(
    run="20300101-120000-abc123",
    trace="0" * 32,
    started_at=NOON,
    finished_at=NOON,
    machine=Machine(system="Linux 6.1", processor="x86_64", cores=2, python="3.11.7"),
)


def evidence_of(
    root: Path, state: Path, artefacts: Sequence[Path] = ()
) -> tuple[Snapshot, list[Evidence]]:
    """The snapshot of `root` and the evidence of every crew."""
    snapshot, batches = snapshot_of(root, state)
    task = Task(snapshot, batches, artefacts)
    evidence = together(e for crew in CREWS for e in collect(crew, task))
    batches.cache.close()
    return snapshot, evidence


def certificate_of(root: Path, state: Path, artefacts: Sequence[Path] = ()) -> Certificate:
    snapshot, evidence = evidence_of(root, state, artefacts)
    return certify(snapshot, evidence)


def certify(snapshot: Snapshot, evidence: Sequence[Evidence]) -> Certificate:
    dossier = Dossier(
        snapshot=snapshot,
        checks=catalogue(),
        evidence=evidence,
        roll=roll_of(evidence),
        policy=default_policy(),
        on=date(2030, 1, 1),
        environment=environment_of(evidence),
        inventory=(),
    )
    return compile_certificate(dossier, RUN)
