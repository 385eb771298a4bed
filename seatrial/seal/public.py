"""A public key as OpenSSH writes it, and what it says of a signature."""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from seatrial.errors import UsageError
from seatrial.seal.sshsig import KIND, MAGIC, packed, ssh_content

_RAW = 32


class BadSignature(Exception):
    """The bytes were not signed by this key."""


@dataclass(frozen=True)
class PublicKey:
    """An Ed25519 key, 32 bytes."""

    raw: bytes

    @property
    def id(self) -> str:
        """The fingerprint that `ssh-keygen -l` shows: `SHA256:` and 43 characters of base64."""
        digest = base64.b64encode(hashlib.sha256(self.blob).digest()).decode()
        return f"SHA256:{digest.rstrip('=')}"

    @property
    def blob(self) -> bytes:
        """The key in SSH's wire format (RFC 8709)."""
        return packed(KIND.encode(), self.raw)

    @property
    def text(self) -> str:
        """The key on one line, as in `id_ed25519.pub`, without a comment."""
        return f"{KIND} {base64.b64encode(self.blob).decode()}"

    def check(self, signature: bytes, content: bytes) -> None:
        """Raises BadSignature. A plain signature has 64 bytes, one of `ssh-keygen` its frame."""
        try:
            if signature.startswith(MAGIC):
                signature, content = ssh_content(signature, content, self.blob)
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, content)
        except (InvalidSignature, ValueError) as error:
            raise BadSignature(str(error) or "the signature is not of these bytes") from error


def read_public(text: str, named: str) -> PublicKey:
    """The key in `ssh-ed25519 AAAA… comment`. Raises UsageError; `named` opens its message."""
    words = text.split()
    if not words or words[0] != KIND:
        kind = words[0][:40] if words else ""
        raise UsageError(f"{named} is a {kind!r} key; only {KIND} keys are taken")
    try:
        blob = base64.b64decode(words[1] if len(words) > 1 else "", validate=True)
    except binascii.Error as error:
        raise UsageError(f"{named} is damaged: {error}") from error
    key = PublicKey(blob[-_RAW:])
    if key.blob != blob:
        raise UsageError(f"{named} is damaged: it is no {KIND} key inside")
    return key
