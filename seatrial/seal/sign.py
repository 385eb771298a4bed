"""A person signs a certificate: a new bundle, or one more signature on the one that is there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from seatrial import __version__
from seatrial.certificate.acts import Act, Deed, LoggedAct
from seatrial.certificate.issued import Issued, read_issued
from seatrial.certificate.model import Certificate
from seatrial.certificate.papers import CERTIFICATE
from seatrial.errors import UsageError
from seatrial.frozen import canonical, sha256
from seatrial.runs import RunFolder
from seatrial.seal.bundle import BUNDLE, Bundle, excuser, read_bundle
from seatrial.seal.desk import Desk
from seatrial.seal.envelope import Envelope, unsigned
from seatrial.seal.log import Entry, head_of
from seatrial.seal.log_writer import LogWriter, Publication
from seatrial.seal.logged import Matter, acts_on
from seatrial.seal.reissue import output_of, publications
from seatrial.seal.signed import signed_path, signers_of
from seatrial.seal.statement import act_bytes, read_act, readiness_bytes, sign_off, summary_bytes
from seatrial.seal.strict import read_regular
from seatrial.seal.trust import NotTrusted


@dataclass(frozen=True)
class Signed:
    """A bundle with one more signature, and where it was written."""

    bundle: Bundle
    path: Path
    entry: Entry


def sign(desk: Desk, path: Path, role: str) -> Signed:
    """Sign the certificate at `path` (its file, what was signed of it, or the folder that holds
    both). Raises UsageError when it may not be signed so."""
    person = desk.person
    if role not in person.roles:
        roles = ", ".join(person.roles) or "nothing"
        raise UsageError(f"{person.person} may not sign as {role!r}; the trust file says: {roles}")
    file = path / CERTIFICATE if path.is_dir() else path
    file = file.with_name(CERTIFICATE) if file.name == BUNDLE else file
    issued = read_issued(file)
    with _writing(desk, issued.certificate) as (writer, run):
        folder = run.root.parent.parent.name if run else ""
        refuse_stale(desk, issued.certificate, folder)
        target = file.with_name(BUNDLE)
        former = _former(target)
        before = _before(desk, writer, issued, former)
        _refuse_alone(before, person.person, desk)
        payload = before.readiness.content
        off = sign_off(issued.certificate, folder, payload, role, by=person.person, on=desk.on)
        envelope = desk.seal(act_bytes(off))
        bundle = _signed(before, desk, envelope, off)
        files = [*_kept(target, former, bundle), *_files(desk, run, target, bundle, issued)]
        entry = writer.append(Deed.SIGN, act_bytes(off), lambda _: envelope, lambda _: files)
    return Signed(bundle, target, entry)


@contextmanager
def _writing(desk: Desk, certificate: Certificate) -> Iterator[tuple[LogWriter, RunFolder | None]]:
    """The only writer, and the run of the certificate when it was audited in this state."""
    try:
        repository, run = desk.state.find(certificate.run.run)
    except UsageError:
        with desk.writer.open() as writer:
            yield writer, None
        return
    with repository.writing(), desk.writer.open() as writer:
        yield writer, run


def _files(
    desk: Desk, run: RunFolder | None, target: Path, bundle: Bundle, issued: Issued
) -> list[Publication]:
    """The signed certificate, kept with the log and beside what was signed; where that is the run
    as it stands, its papers too, which then say who signed."""
    shared = target.with_name(CERTIFICATE).stat().st_mode & 0o044
    content, mode = bundle.to_bytes(), 0o644 if shared else 0o600
    kept = signed_path(desk.log, sha256(bundle.readiness.content))
    files = [Publication(kept, content), Publication(target, content, mode)]
    if run is None or (run.root / CERTIFICATE).read_bytes() != issued.content:
        return files
    output = output_of(run)
    places = {run.root / BUNDLE: 0o600, **({output / BUNDLE: 0o644} if output else {})}
    files += [Publication(p, content, m) for p, m in places.items() if p != target.absolute()]
    # From what was read of the file: the bundle holds the same in another order of keys.
    return [*files, *publications(run, issued.certificate, signers_of(bundle))]


def refuse_stale(desk: Desk, certificate: Certificate, folder: str) -> None:
    """What is signed must be what evidence, acts and today's date come to."""
    for act in (logged.act for logged in certificate.acts):
        if act.until and act.until < desk.on:
            raise UsageError(f"the waiver of {act.told} ended on {act.until}; audit again")
    here = certificate.repository
    if not folder:
        return
    counted, _ = acts_on(desk.log, desk.trust, Matter(here.name, folder, here.tree))
    if counted != certificate.acts:
        raise UsageError(
            f"the log holds {len(counted)} acts on this tree, the certificate rests on"
            f" {len(certificate.acts)}; audit again and sign that"
        )


def _before(desk: Desk, writer: LogWriter, issued: Issued, former: Bundle | None) -> Bundle:
    """The bundle that waits for this signature; `former` lies beside the certificate."""
    certificate = issued.certificate
    if former and _same(former.certificate, certificate):
        for envelope in (former.readiness, former.summary):
            _refuse_untrusted(desk, envelope)
        return former
    log_head = head_of(writer.log.contents).text
    payload = readiness_bytes(certificate, issued.sha256, log_head)
    summary = summary_bytes(certificate, issued.sha256, payload, desk.moment, __version__)
    acts = tuple(_logged(writer, logged) for logged in certificate.acts)
    return Bundle(unsigned(payload), unsigned(summary), acts, certificate, issued.sha256, log_head)


def _same(one: Certificate, other: Certificate) -> bool:
    return canonical(one.model_dump(mode="json")) == canonical(other.model_dump(mode="json"))


def _refuse_untrusted(desk: Desk, envelope: Envelope) -> None:
    try:
        desk.trust.signers(envelope)
    except NotTrusted as error:
        raise UsageError(f"it is signed already, and {error}; nobody signs beside that") from error


def _former(path: Path) -> Bundle | None:
    if not path.exists():
        return None
    return read_bundle(
        read_regular(path, "signed certificate"), f"signed certificate {str(path)!r}"
    )


def _kept(path: Path, former: Bundle | None, bundle: Bundle) -> list[Publication]:
    """A bundle of another certificate stays, under a name of its own."""
    if former is None or former.readiness.payload == bundle.readiness.payload:
        return []
    name = f"certificate.{sha256(former.readiness.content)[:12]}.intoto.jsonl"
    return [Publication(path.with_name(name), former.to_bytes(), 0o644)]


def _logged(writer: LogWriter, logged: LoggedAct) -> tuple[Envelope, Act]:
    for entry in writer.log.read():
        if (entry.index, entry.payload) == (logged.entry, logged.sha256):
            envelope, payload = writer.log.envelope(entry)
            return envelope, read_act(payload, f"log entry {entry.index}")
    raise UsageError(
        f"the {logged.act.deed} of {logged.act.told} is not in the log of this state; sign where"
        " it was audited first"
    )


def _signed(before: Bundle, desk: Desk, envelope: Envelope, off: Act) -> Bundle:
    key = desk.key
    rests_on = len(before.certificate.acts)
    others = [p for p in before.acts[rests_on:] if p[0].signatures[0].keyid != key.public.id]
    offs = sorted([*others, (envelope, off)], key=lambda pair: pair[0].signatures[0].keyid)
    return replace(
        before,
        readiness=before.readiness.with_signature(key.public.id, key.sign),
        summary=before.summary.with_signature(key.public.id, key.sign),
        acts=(*before.acts[:rests_on], *offs),
    )


def _refuse_alone(before: Bundle, person: str, desk: Desk) -> None:
    others = {desk.trust.keys[s.keyid].person for s in before.readiness.signatures}
    if excused := excuser(before.certificate, {*others, person}):
        raise UsageError(
            f"{excused} waived or dismissed on this certificate, so another person signs first"
        )
