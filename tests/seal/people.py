"""People with keys, a trust file that knows them, and a finished run of an example."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from seatrial.certificate.compile import Dossier, compile_certificate
from seatrial.certificate.environment import environment_of
from seatrial.certificate.model import Artefact, Certificate
from seatrial.certificate.papers import issue_papers
from seatrial.evidence.catalogue import catalogue
from seatrial.evidence.finding import Finding
from seatrial.evidence.model import Evidence, roll_of
from seatrial.files import json_lines_of, write_whole
from seatrial.frozen import sha256
from seatrial.gates.policy import default_policy
from seatrial.runs import RunFolder, new_record
from seatrial.seal.desk import Desk
from seatrial.seal.keys import SigningKey
from seatrial.seal.log_run import log_run, open_identity
from seatrial.seal.public import PublicKey
from seatrial.seal.trust import Trust, TrustedKey
from seatrial.snapshot.snapshot import Snapshot
from seatrial.state import StateFolder
from tests.audits import RUN

DAY = date(2030, 1, 1)
NOON = time(12, tzinfo=UTC)
NOW = datetime.combine(DAY, NOON)


def key(seed: int) -> SigningKey:
    private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    public = PublicKey(private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
    return SigningKey(public, private.sign)


ADA, BEN, EVE = key(1), key(2), key(3)


def entry(signing: SigningKey, person: str, *roles: str) -> TrustedKey:
    public = signing.public
    return TrustedKey(id=public.id, public=public.text, person=person, roles=roles)


def trusting(*entries: TrustedKey) -> Trust:
    return Trust({e.id: e for e in entries})


TRUST = trusting(
    entry(ADA, "Ada", "release-captain", "security"), entry(BEN, "Ben", "release-captain")
)


@dataclass(frozen=True)
class Port:
    """A state folder with one finished run, and who may act in it."""

    state: StateFolder
    run: RunFolder
    root: Path

    def desk(self, signing: SigningKey = ADA, on: date = DAY, trust: Trust = TRUST) -> Desk:
        return Desk(self.state, trust, signing, datetime.combine(on, NOON))

    @property
    def papers(self) -> Path:
        return self.run.root

    @property
    def certificate(self) -> Certificate:
        return Certificate.model_validate_json((self.papers / "certificate.json").read_bytes())

    def copy(self, to: Path) -> "Port":
        shutil.copytree(self.state.root, to, symlinks=True)
        run = RunFolder(to / self.run.root.relative_to(self.state.root))
        return replace(self, state=StateFolder(to), run=run)


def finished(
    root: Path,
    state: Path,
    read: tuple[Snapshot, Sequence[Evidence]],
    claims: Sequence[Finding] = (),
) -> Port:
    """What `seatrial audit` leaves of `root`, from what was read of it."""
    snapshot, evidence = read
    folder = StateFolder(state)
    record = new_record(root, depth="quick", environment="production")
    record = record.model_copy(update={"finished_at": NOW, "decided_on": DAY})
    run = folder.repository(root).start(record)
    content = json_lines_of(evidence)
    dossier = Dossier(
        snapshot=snapshot,
        checks=catalogue(),
        evidence=evidence,
        roll=roll_of(evidence),
        policy=default_policy(),
        on=DAY,
        environment=environment_of(evidence),
        inventory=(Artefact(name="evidence.jsonl", sha256=sha256(content), what="all of it"),),
        claims=claims,
    )
    block = RUN.model_copy(update={"run": run.name, "station": open_identity(folder).station})
    certificate = compile_certificate(dossier, block)
    write_whole(run.root / "evidence.jsonl", content)
    write_whole(run.snapshot, snapshot.manifest.model_dump_json().encode())
    write_whole(run.root / "sbom.cdx.json", b"{}")
    write_whole(run.root / "certificate.json", certificate.model_dump_json(indent=2).encode())
    issue_papers(certificate, catalogue(), run.root)
    log_run(folder, run.name, certificate)
    return Port(folder, run, root)
