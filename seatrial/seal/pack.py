"""What a pack holds for a stranger who verifies: signatures, keys, a proof, what was shown."""

from collections.abc import Iterator

from seatrial.certificate.acts import Deed
from seatrial.seal.bundle import BUNDLE, Bundle
from seatrial.seal.desk import evidence_path
from seatrial.seal.log import Log
from seatrial.seal.log_proof import PROOF, prove
from seatrial.seal.signed import Issue
from seatrial.seal.strict import read_regular
from seatrial.seal.trust import Trust, trust_text

KEYS, README = "signers.toml", "README.txt"
_README = """\
A certificate that Seatrial drafted, and that people signed.

  certificate.intoto.jsonl  what was signed: the certificate, its SLSA summary, each act, each
                            sign-off; one DSSE envelope a line
  log-proof.json            that all of this is in the log of the machine that audited
  signers.toml              whom the sender takes the keys for: believe it only when each person
                            has told you the same fingerprint by another way
  attested/                 what people showed for what they attested, by SHA-256
  bundle.json               the SHA-256 of every file here

Verify, offline, from this folder:

  seatrial verify certificate.intoto.jsonl --trust signers.toml
  python verify.py certificate.intoto.jsonl --trust signers.toml    (Seatrial's docs/verify.py)

Keys:

"""


def parts_of(log: Log, trust: Trust, issue: Issue) -> dict[str, bytes]:
    """Files by name. Raises as `Log.read` does."""
    bundle = issue.bundle
    keys = [trust.keys[name] for name in sorted(_key_ids(bundle))]
    told = "".join(f"  {k.id}  {k.person}\n" for k in keys)
    return {
        BUNDLE: bundle.to_bytes(),
        PROOF: prove(log, bundle),
        KEYS: trust_text(keys).encode(),
        README: (_README + told).encode(),
        **dict(_attested(log, bundle)),
    }


def _key_ids(bundle: Bundle) -> set[str]:
    envelopes = [bundle.readiness, *(envelope for envelope, _ in bundle.acts)]
    return {s.keyid for envelope in envelopes for s in envelope.signatures}


def _attested(log: Log, bundle: Bundle) -> Iterator[tuple[str, bytes]]:
    for _, act in bundle.acts:
        if act.deed is Deed.ATTEST:
            path = evidence_path(log, act.evidence_sha256)
            yield f"attested/{act.evidence_sha256}", read_regular(path, "attested evidence")
