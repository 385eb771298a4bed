"""A signed certificate in one file: `certificate.intoto.jsonl`, a signed envelope a line.

First the certificate, then the SLSA summary of its verdict, both by every signer; then each
act that it rests on, and the act of each signer.
"""

from dataclasses import dataclass

from pydantic import ValidationError

from seatrial.certificate.acts import Act, Deed
from seatrial.certificate.issued import contradictions
from seatrial.certificate.model import Certificate
from seatrial.errors import UsageError
from seatrial.frozen import canonical, sha256
from seatrial.seal.envelope import Envelope, read_envelope
from seatrial.seal.statement import (
    READINESS,
    SUMMARY,
    Readiness,
    Statement,
    read_act,
    read_statement,
    readiness_bytes,
    subjects_of,
    summary_bytes,
)

BUNDLE = "certificate.intoto.jsonl"
_FEWEST_LINES = 4  # certificate, summary, one signer; nothing behind the last line end
_MOST_LINES = 10_000


@dataclass(frozen=True)
class Bundle:
    """A bundle that says nothing against itself. No signature was checked yet."""

    readiness: Envelope
    summary: Envelope
    acts: tuple[tuple[Envelope, Act], ...]
    certificate: Certificate
    file: str
    log: str

    @property
    def sign_offs(self) -> tuple[tuple[Envelope, Act], ...]:
        return tuple(pair for pair in self.acts if pair[1].deed is Deed.SIGN)

    def to_bytes(self) -> bytes:
        lines = [self.readiness, self.summary, *(envelope for envelope, _ in self.acts)]
        return b"".join(line.to_bytes() + b"\n" for line in lines)


def read_bundle(content: bytes, named: str) -> Bundle:
    """Raises UsageError in one line; `named` opens its message."""
    lines = content.split(b"\n", _MOST_LINES)
    if len(lines) < _FEWEST_LINES or len(lines) > _MOST_LINES or lines.pop():
        raise UsageError(f"{named} is no signed certificate; make one with `seatrial sign`")
    readiness, payload = read_envelope(lines[0], f"line 1 of {named}")
    certificate, file, log = _certificate(read_statement(payload, READINESS, named), named)
    if readiness_bytes(certificate, file, log) != readiness.content:
        raise UsageError(f"{named} holds no certificate of this version")
    summary, claimed = read_envelope(lines[1], f"line 2 of {named}")
    _same_summary(read_statement(claimed, SUMMARY, named), certificate, file, readiness, named)
    acts = []
    for number, line in enumerate(lines[2:], 3):
        envelope, said = read_envelope(line, f"line {number} of {named}")
        acts.append((envelope, read_act(said, f"line {number} of {named}")))
    bundle = Bundle(readiness, summary, tuple(acts), certificate, file, log)
    _refuse_strangers(bundle, named)
    return bundle


def _certificate(statement: Statement, named: str) -> tuple[Certificate, str, str]:
    try:
        predicate = Readiness.model_validate(statement.predicate)
        certificate = Certificate.model_validate(predicate.certificate)
    except (ValidationError, RecursionError) as error:
        raise UsageError(f"{named} holds no certificate of this version") from error
    files = [s.digest.get("sha256", "") for s in statement.subject if s.name == "certificate.json"]
    if not files or list(statement.subject) != subjects_of(certificate, files[0]):
        raise UsageError(f"{named} is about other things than its certificate")
    for contradiction in contradictions(certificate):
        raise UsageError(f"{named} contradicts itself: {contradiction}")
    return certificate, files[0], predicate.log


def _same_summary(
    statement: Statement, certificate: Certificate, file: str, readiness: Envelope, named: str
) -> None:
    when, verifier = statement.predicate.get("timeVerified"), statement.predicate.get("verifier")
    version = verifier.get("version") if isinstance(verifier, dict) else None
    told = version.get("seatrial") if isinstance(version, dict) else None
    due = summary_bytes(certificate, file, readiness.content, str(when), str(told))
    if canonical(statement.model_dump(mode="json", by_alias=True)) != due:
        raise UsageError(f"{named} holds a summary of another certificate")


def _refuse_strangers(bundle: Bundle, named: str) -> None:
    """The acts are those of the certificate, then one for each signer, and nothing else."""
    rests_on = [(a.sha256, a.act) for a in bundle.certificate.acts]
    if [(e.sha256, a) for e, a in bundle.acts[: len(rests_on)]] != rests_on:
        raise UsageError(f"{named} does not hold the acts that its certificate rests on")
    signed, signers = sha256(bundle.readiness.content), _keys(bundle.readiness)
    offs = bundle.acts[len(rests_on) :]
    if any((a.deed, a.target) != (Deed.SIGN, signed) for _, a in offs):
        raise UsageError(f"{named} holds acts that its certificate does not rest on")
    if [_keys(e) for e, _ in offs] != [[s] for s in signers] or _keys(bundle.summary) != signers:
        raise UsageError(f"{named} is not signed by the same keys throughout")


def _keys(envelope: Envelope) -> list[str]:
    return [s.keyid for s in envelope.signatures]


def excuser(certificate: Certificate, people: set[str]) -> str:
    """Who may not be the only signer and is, or ''."""
    excused = {a.act.by for a in certificate.acts if a.act.deed in (Deed.WAIVE, Deed.DISMISS)}
    return next(iter(people)) if len(people) == 1 and people <= excused else ""
