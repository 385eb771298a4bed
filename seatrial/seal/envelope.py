"""DSSE: signatures over a typed payload (https://github.com/secure-systems-lab/dsse, v1.0.2).

Stricter than the specification where it leaves room: an envelope is canonical JSON, base64 has
one form, and every signature must be good. So there is nothing in it that could be changed and
still be accepted.
"""

import base64
import binascii
from collections.abc import Callable
from typing import Any, Literal

from pydantic import Field, ValidationError

from seatrial.errors import UsageError
from seatrial.frozen import Frozen, canonical, sha256
from seatrial.seal.strict import parse_canonical

PAYLOAD_TYPE = "application/vnd.in-toto+json"

Sign = Callable[[bytes], bytes]


def pae(kind: str, payload: bytes) -> bytes:
    """The pre-authentication encoding: what is signed."""
    return b"DSSEv1 %d %s %d %s" % (len(kind.encode()), kind.encode(), len(payload), payload)


class Signature(Frozen):
    """`keyid` is a key's fingerprint, `sig` base64 of a plain or an SSH signature."""

    keyid: str = Field(max_length=100)
    sig: str = Field(max_length=4000)

    @property
    def content(self) -> bytes:
        return _decoded(self.sig)


class Envelope(Frozen):
    """A payload with the signatures on it, in the order of their keys."""

    payload: str
    payloadType: Literal["application/vnd.in-toto+json"] = "application/vnd.in-toto+json"
    signatures: tuple[Signature, ...] = Field(min_length=1, max_length=16)

    @property
    def content(self) -> bytes:
        return _decoded(self.payload)

    @property
    def signed(self) -> bytes:
        return pae(self.payloadType, self.content)

    def to_bytes(self) -> bytes:
        """One line of canonical JSON, without a line end."""
        return canonical(self.model_dump(mode="json"))

    @property
    def sha256(self) -> str:
        return sha256(self.to_bytes())

    def with_signature(self, keyid: str, sign: Sign) -> "Envelope":
        """Signed by one more key; a signature of the same key is replaced."""
        others = [s for s in self.signatures if s.keyid != keyid]
        mine = Signature(keyid=keyid, sig=base64.b64encode(sign(self.signed)).decode())
        ordered = sorted([*others, mine], key=lambda s: s.keyid)
        return self.model_copy(update={"signatures": tuple(ordered)})


def unsigned(payload: bytes) -> Envelope:
    """An envelope that waits for its first signature; no reader takes it so."""
    text = base64.b64encode(payload).decode()
    return Envelope.model_construct(payload=text, payloadType=PAYLOAD_TYPE, signatures=())


def seal(payload: bytes, keyid: str, sign: Sign) -> Envelope:
    """An envelope with one signature."""
    return unsigned(payload).with_signature(keyid, sign)


def read_envelope(content: bytes, named: str) -> tuple[Envelope, dict[str, Any]]:
    """The envelope and the JSON object that it carries. Nothing is verified yet.

    Raises UsageError; `named` opens its message.
    """
    try:
        envelope = Envelope.model_validate(parse_canonical(content, named), strict=False)
        payload = envelope.content
        signers = [s.keyid for s in envelope.signatures if s.content]
    except (ValidationError, binascii.Error) as error:
        why = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise UsageError(f"{named} is no DSSE envelope: {why[:120]}") from error
    if signers != sorted(set(signers)) or envelope.to_bytes() != content:
        raise UsageError(f"{named} is no DSSE envelope: its signatures are not in their order")
    return envelope, parse_canonical(payload, f"the payload of {named}")


def _decoded(text: str) -> bytes:
    content = base64.b64decode(text, validate=True)
    if base64.b64encode(content).decode() != text:  # unused bits at the end must be zero
        raise binascii.Error("base64 that is not in its one form")
    return content
