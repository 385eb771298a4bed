"""Small certificates over the bench of the gates, to read again, compare and judge strictly."""

from collections.abc import Sequence
from datetime import date

from seatrial.certificate.compile import Dossier, compile_certificate
from seatrial.certificate.model import Certificate
from seatrial.evidence.model import Evidence, Outcome, Place, roll_of
from seatrial.gates.policy import Policy
from seatrial.snapshot.model import Entry, GitFacts, Mode
from seatrial.snapshot.snapshot import Manifest, Snapshot
from seatrial.snapshot.store import Store
from tests.audits import RUN
from tests.gates.bench import CHECKS, POLICY, evidence


def snapshot(tmp_path, name: str = "ship", commit: str = "c" * 40) -> Snapshot:
    entry = Entry(path="a.py", mode=Mode.FILE, size=4, sha256="0" * 64)
    git = GitFacts(commit=commit, clean=bool(commit), reason="" if commit else "no git")
    return Snapshot(Manifest(name=name, entries=(entry,), git=git), Store(tmp_path / "objects"))


def draft(tmp_path, found: Sequence[Evidence], policy: Policy = POLICY, **more) -> Certificate:
    """What the captain would compile from `found`."""
    name = more.pop("name", "ship")
    dossier = Dossier(
        snapshot=snapshot(tmp_path, name),
        checks=policy.assign(CHECKS),
        evidence=found,
        roll=roll_of(found),
        policy=policy,
        on=date(2030, 1, 1),
        environment=(),
        inventory=(),
        **more,
    )
    return compile_certificate(dossier, RUN)


def failing(check: str, quote: str, line: int = 1, path: str = "a.py", **more) -> Evidence:
    """A failing observation of one line."""
    place = Place(path=path, line_start=line, line_end=line, quote=quote, sha256="0" * 64)
    return evidence(check, Outcome.FAILS, CHECKS[check].producers[0], places=(place,), **more)
