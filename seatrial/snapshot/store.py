"""The content-addressed store of raw bytes: as confidential as the tree itself.

Files are 0600 in folders that are 0700, named by their SHA-256. Nothing else in the state folder
holds bytes of the audited tree unredacted.
"""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from seatrial.errors import RunFailed
from seatrial.frozen import sha256


@dataclass(frozen=True)
class Store:
    """Objects by digest below `root`."""

    root: Path

    def path(self, digest: str) -> Path:
        return self.root / digest[:2] / digest[2:]

    def put(self, digest: str, content: bytes) -> None:
        """Keep `content` under `digest`; an object that is there already is left alone."""
        target = self.path(digest)
        if target.exists():
            return
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent)  # mkstemp makes files 0600
        with open(handle, "wb") as file:
            file.write(content)
        os.replace(name, target)

    def get(self, digest: str) -> bytes:
        """The bytes of `digest`. Raises RunFailed when they are gone or not what was kept."""
        try:
            content = self.path(digest).read_bytes()
        except FileNotFoundError as error:
            raise RunFailed(
                f"object {digest!r} is missing from the store; audit the folder again"
            ) from error
        if sha256(content) != digest:
            self.path(digest).unlink(missing_ok=True)
            raise RunFailed(
                f"object {digest!r} in the store is damaged and was removed; audit again"
            )
        return content


class NoStore(Store):
    """Keeps nothing: for a walk that only wants the digests."""

    def put(self, digest: str, content: bytes) -> None:
        return
