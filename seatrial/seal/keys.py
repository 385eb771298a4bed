"""A person's signing key: made once, kept private, refused when others could have read it."""

import os
import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from seatrial.errors import EnvironmentRefused, UsageError
from seatrial.process import run_child
from seatrial.seal.public import BadSignature, PublicKey, read_public
from seatrial.seal.sshsig import NAMESPACE, unarmored
from seatrial.seal.strict import read_open_file, read_regular, refuse_shared
from seatrial.snapshot.roles import VERSION_CONTROL

_MOST_BYTES = 16 * 1024
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_OPENSSH = b"-----BEGIN OPENSSH PRIVATE KEY-----"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True)
class SigningKey:
    """A key that can sign. `sign` gives a plain signature, or the frame of `ssh-keygen`."""

    public: PublicKey
    sign: Callable[[bytes], bytes]


def new_key(path: Path) -> PublicKey:
    """Make a key at `path` (0600) and its public half at `path`.pub. Nothing is overwritten."""
    if inside := _repository_around(path):
        raise UsageError(
            f"key {str(path)!r} would lie in the repository {str(inside)!r}, where it may be"
            " committed; name a place outside"
        )
    return make_key(path)


def make_key(path: Path) -> PublicKey:
    """As `new_key`, wherever `path` lies."""
    private = Ed25519PrivateKey.generate()
    public = _public_of(private)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _create(path, pem, 0o600)
    _create(path.with_name(path.name + ".pub"), f"{public.text}\n".encode(), 0o644)
    return public


def _repository_around(path: Path) -> Path | None:
    folders = path.absolute().parent.resolve()
    for folder in (folders, *folders.parents):
        if any((folder / name).exists() for name in VERSION_CONTROL):
            return folder
    return None


def _create(path: Path, content: bytes, mode: int) -> None:
    try:
        descriptor = os.open(path, _NEW, mode)
    except FileExistsError as error:
        raise UsageError(f"{str(path)!r} is there already; name another file") from error
    except OSError as error:
        raise UsageError(f"{str(path)!r} cannot be made: {error.strerror}") from error
    with open(descriptor, "wb") as file:
        os.fchmod(descriptor, mode)  # whatever the umask took away or left
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def read_key(path: Path) -> SigningKey:
    """The key at `path`: our own (PKCS #8), an OpenSSH key, or the public half of one that an
    agent holds. Raises UsageError when it is no key, EnvironmentRefused when it is not private.
    """
    if path.suffix == ".pub":
        return _ssh_key(path, path)
    content, status = read_open_file(path, "key", most=_MOST_BYTES, links=False)
    refuse_shared(path, status, _OTHERS)
    if content.startswith(_OPENSSH):
        return _ssh_key(path, path.with_name(path.name + ".pub"))
    try:
        private = load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UsageError(f"key {str(path)!r} is no private key that we can read") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise UsageError(f"key {str(path)!r} is no Ed25519 key; make one with `seatrial keys new`")
    return SigningKey(_public_of(private), private.sign)


def _public_of(private: Ed25519PrivateKey) -> PublicKey:
    return PublicKey(private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def _ssh_key(path: Path, public: Path) -> SigningKey:
    text = read_regular(public, "public key", most=_MOST_BYTES).decode("utf-8", "replace")
    key = read_public(text, f"public key {str(public)!r}")
    return SigningKey(key, lambda content: _ssh_signature(path, key, content))


def _ssh_signature(path: Path, key: PublicKey, content: bytes) -> bytes:
    program = shutil.which("ssh-keygen", path=os.defpath)
    if not program:
        raise EnvironmentRefused("ssh-keygen is not installed; sign with a key of `seatrial keys`")
    argv = [os.path.abspath(program), "-Y", "sign", "-n", NAMESPACE, "-f", os.path.abspath(path)]
    done = run_child(argv, stdin=content, seconds=60, inherit=("SSH_AUTH_SOCK",))
    if done.code != 0:
        raise EnvironmentRefused(
            f"ssh-keygen did not sign with {str(path)!r} ({done.why}); a key with a passphrase"
            " goes into ssh-agent first, then name its .pub file"
        )
    try:
        signature = unarmored(done.stdout.decode("ascii", "replace"))
        key.check(signature, content)
    except (ValueError, BadSignature) as error:
        raise EnvironmentRefused(f"ssh-keygen gave no good signature: {error}") from error
    return signature
