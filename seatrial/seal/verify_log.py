"""What logs say of a signed certificate: its acts and signatures are in them, all unchanged."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from seatrial.errors import UsageError
from seatrial.seal.bundle import Bundle
from seatrial.seal.envelope import Envelope
from seatrial.seal.log import Log, about_kept
from seatrial.seal.log_proof import PROOF, Wrong, check_proof, read_proof
from seatrial.seal.public import BadSignature, PublicKey, read_public
from seatrial.seal.statement import RUN, read_statement
from seatrial.seal.verify import Checked, bad, good, left_open


def against_logs(
    bundle: Bundle, folders: Sequence[Path], beside: Path | None = None
) -> Iterator[Checked]:
    """Whole logs, with the head that was signed, and every act and signature in one of them; or,
    without a log, the proof that lies in the folder `beside` the certificate."""
    if not folders and beside and (beside / PROOF).exists():
        yield from _against_proof(bundle, beside / PROOF)
        return
    if not folders:
        yield left_open("log", "name its folder with --log to see that its acts are in it")
        yield _station(bundle, [])
        return
    logs = [Log(folder) for folder in folders]
    wrong = [f"{str(log.folder)!r}: {p}" for log in logs for p in _problems(bundle, log)]
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        yield bad("log", wrong[0] + more)
        return
    logged = {e.payload for log in logs for e in log.read()}
    away = [act.told for envelope, act in bundle.acts if envelope.sha256 not in logged]
    if away:
        yield bad("log", f"{len(away)} of its acts are in no log that was named, first: {away[0]}")
    elif all(list(about_kept(log.contents, bundle.log)) for log in logs):
        yield bad(
            "log", f"no log that was named holds the head that was signed, {bundle.log[:20]}…"
        )
    else:
        sizes = ", ".join(str(len(log.contents)) for log in logs)
        yield good("log", f"its {len(bundle.acts)} acts are in it ({sizes} entries, whole)")
    yield _station(bundle, logs)


def _against_proof(bundle: Bundle, path: Path) -> Iterator[Checked]:
    station = bundle.certificate.run.station
    if station is None:
        yield left_open("log", "the certificate does not say which machine's log it is in")
        yield _station(bundle, [])
        return
    try:
        proof = read_proof(path)
        head = check_proof(proof, bundle, read_public(station.public, "the station's key"))
    except (Wrong, UsageError) as error:
        yield bad("log", str(error))
        yield _station(bundle, [])
        return
    yield good("log", f"{path.name} shows its {len(bundle.acts)} acts under the head {head.text}")
    told = f"{station.key} signed this run and that head"
    changed = f"; {station.changed}" if station.changed else ""
    yield (left_open if changed else good)("station", told + changed)


def _problems(bundle: Bundle, log: Log) -> Iterator[str]:
    if log.pending.exists():
        yield "incomplete: the last act was not logged to its end; `seatrial log resume`"
    if log.empty:
        yield "there is no log"
    yield from log.problems()


def _station(bundle: Bundle, logs: Sequence[Log]) -> Checked:
    """Who audited: stated, and proved by its own signature on the run in the log."""
    station = bundle.certificate.run.station
    if station is None:
        return left_open("station", "the certificate does not say which machine audited")
    told = f"{station.key}" + (f"; {station.changed}" if station.changed else "")
    key = read_public(station.public, "the station's key")
    if key.id != station.key:
        return bad("station", "the certificate names one key and holds another")
    if not logs:
        return left_open("station", f"{told}; name the log that it signed with --log")
    if not any(_signed_run(bundle, log, key) for log in logs):
        return bad("station", f"no log that was named holds this run signed by {station.key}")
    return (left_open if station.changed else good)("station", told)


def _signed_run(bundle: Bundle, log: Log, key: PublicKey) -> bool:
    for entry in log.read():
        if entry.kind != "run":
            continue
        envelope, payload = log.envelope(entry)
        statement = read_statement(payload, RUN, f"log entry {entry.index}")
        if statement.predicate.get("run") == bundle.certificate.run.run:
            return _by(key, envelope)
    return False


def _by(key: PublicKey, envelope: Envelope) -> bool:
    try:
        key.check(envelope.signatures[0].content, envelope.signed)
    except BadSignature:
        return False
    return [s.keyid for s in envelope.signatures] == [key.id]
