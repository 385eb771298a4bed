"""The frame that `ssh-keygen -Y sign` puts around a signature (OpenSSH, PROTOCOL.sshsig)."""

import base64
import binascii
import hashlib

MAGIC = b"SSHSIG"
KIND = "ssh-ed25519"
NAMESPACE = "seatrial"
_VERSION = (1).to_bytes(4, "big")
_HASHES = {b"sha256": hashlib.sha256, b"sha512": hashlib.sha512}
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"


def packed(*parts: bytes) -> bytes:
    """Each part with its length before it, as SSH writes strings."""
    return b"".join(len(p).to_bytes(4, "big") + p for p in parts)


def _unpacked(content: bytes, parts: int) -> list[bytes]:
    found = []
    for _ in range(parts):
        end = 4 + int.from_bytes(content[:4], "big")
        found.append(content[4:end])
        content = content[end:]
    if content:
        raise ValueError("bytes are left over behind the signature")
    return found


def ssh_content(frame: bytes, content: bytes, key: bytes) -> tuple[bytes, bytes]:
    """The plain signature in `frame`, and the bytes that it signs when it signs `content`.

    `key` is the wire format of the only key it may name. Raises ValueError.
    """
    body = frame[len(MAGIC) + len(_VERSION) :]
    named, namespace, reserved, algorithm, signature = _unpacked(body, 5)
    kind, plain = _unpacked(signature, 2)
    whole = MAGIC + _VERSION + packed(named, namespace, reserved, algorithm, packed(kind, plain))
    if whole != frame:  # one signature, one byte string
        raise ValueError("the frame of the signature is not the one OpenSSH writes")
    if kind != KIND.encode():
        raise ValueError(f"the signature is no {KIND} signature")
    if named != key:
        raise ValueError("the signature names another key")
    if namespace != NAMESPACE.encode() or reserved or algorithm not in _HASHES:
        raise ValueError(f"it was not signed with `ssh-keygen -Y sign -n {NAMESPACE}`")
    digest = _HASHES[algorithm](content).digest()
    return plain, MAGIC + packed(namespace, reserved, algorithm, digest)


def unarmored(text: str) -> bytes:
    """The frame between the BEGIN and END lines. Raises ValueError."""
    lines = text.strip().splitlines()
    if len(lines) < 3 or (lines[0], lines[-1]) != (_BEGIN, _END):
        raise ValueError("this is no SSH signature")
    try:
        return base64.b64decode("".join(lines[1:-1]), validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error
