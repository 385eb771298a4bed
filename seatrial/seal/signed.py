"""Signed certificates as the log keeps them: who signed what was issued, and which came last.

Each lies in `<log>/signed/<SHA-256 of the statement>.intoto.jsonl`, so that neither a new act nor
`runs purge` takes it away from whoever compares with it later.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from seatrial.certificate.acts import Act, Deed
from seatrial.certificate.model import Certificate
from seatrial.certificate.signers import Signer
from seatrial.errors import UsageError
from seatrial.frozen import sha256
from seatrial.seal.bundle import Bundle
from seatrial.seal.log import Log
from seatrial.seal.statement import read_act
from seatrial.seal.trust import Trust
from seatrial.seal.verify import Outcome, read_signed, verify

_FORMAL = ("envelope", "signatures", "signers", "acts")


def signed_path(log: Log, statement: str) -> Path:
    """Where the certificate with the statement of this SHA-256 is kept."""
    return log.folder / "signed" / f"{statement}.intoto.jsonl"


@dataclass(frozen=True)
class Issue:
    """A certificate that trusted people have signed."""

    bundle: Bundle
    signers: tuple[Signer, ...]

    @property
    def certificate(self) -> Certificate:
        return self.bundle.certificate

    @property
    def file(self) -> str:
        """The SHA-256 of its certificate.json."""
        return self.bundle.file


@dataclass(frozen=True)
class Shelf:
    """The signed certificates of one folder, in the order of the log, and a sentence on each
    signature that counts for nothing. `lost` are such as were logged last and are not here."""

    issues: tuple[Issue, ...] = ()
    notes: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    def of(self, file: str) -> Issue | None:
        """The one whose certificate.json has this SHA-256."""
        return next((i for i in reversed(self.issues) if i.file == file), None)

    def signers(self, file: str) -> tuple[Signer, ...]:
        """Who of the trusted people has signed it."""
        issue = self.of(file)
        return issue.signers if issue else ()

    def last_before(self, began: datetime, file: str) -> Issue | None:
        """The newest one of a run that began no later, other than that of `file` itself."""
        found = [i for i in self.issues if i.certificate.run.started_at <= began]
        return next((i for i in reversed(found) if i.file != file), None)


def shelf_of(log: Log, trust: Trust, folder: str) -> Shelf:
    """What was signed of the folder `folder` of the state. Raises as `Log.read` does."""
    issues: dict[str, Issue] = {}
    notes, lost = [], []
    for index, act in _sign_offs(log, folder):
        told = f"Log entry {index}, by which {act.by} signed the {act.told}"
        bundle = _kept(log, act.target)
        if bundle is None:
            lost.append(f"{told}, is of a certificate that is not here any more.")
            continue
        if why := _refused(bundle, trust):
            notes.append(f"{told}, counts for nothing: {why}.")
            continue
        lost.clear()
        issues.pop(act.target, None)
        issues[act.target] = Issue(bundle, signers_of(bundle))
    return Shelf(tuple(issues.values()), tuple(notes), tuple(lost))


def signers_of(bundle: Bundle) -> tuple[Signer, ...]:
    return tuple(
        Signer(name=act.by, role=act.role, on=act.on, key=envelope.signatures[0].keyid)
        for envelope, act in bundle.sign_offs
    )


def _kept(log: Log, statement: str) -> Bundle | None:
    try:
        bundle = read_signed(signed_path(log, statement))
    except UsageError:
        return None
    return bundle if sha256(bundle.readiness.content) == statement else None


def _sign_offs(log: Log, folder: str) -> Iterator[tuple[int, Act]]:
    if log.empty:
        return
    for entry in log.read():
        if entry.kind == Deed.SIGN:
            act = read_act(log.envelope(entry)[1], f"log entry {entry.index}")
            if act.folder == folder:
                yield entry.index, act


def _refused(bundle: Bundle, trust: Trust) -> str:
    """Why its signatures establish nothing, or ''. That a waiver has ended since is no reason."""
    checks = verify(bundle, trust, bundle.certificate.decided_on).checks
    wrong = (c for c in checks if c.name in _FORMAL and c.outcome is Outcome.BAD)
    return next((c.told for c in wrong), "")
