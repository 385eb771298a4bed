"""Names the code that is at work, so that what an older release kept is never taken for ours."""

import sys
from functools import cache
from pathlib import Path

from seatrial.frozen import sha256


@cache
def code_identity() -> str:
    """SHA-256 of our own files, with the names of Python and of all that is installed."""
    package = Path(__file__).parent
    files = [p for p in sorted(package.rglob("*")) if p.suffix in (".py", ".toml", ".yaml")]
    # A package's folder of metadata is named by its version; to read the metadata takes longer.
    installed = sorted({p.name for folder in sys.path for p in Path(folder).glob("*.*-info")})
    named = map(str.encode, [sys.version, *installed])
    return sha256(b"\0".join([*(p.read_bytes() for p in files), *named]))
