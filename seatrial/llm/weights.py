"""The weights of the embedded model: which they are, where they lie, whether they are whole."""

import contextlib
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from seatrial.errors import EnvironmentRefused
from seatrial.files import write_whole

_AT_ONCE = 8 * 1024 * 1024


@dataclass(frozen=True)
class Weights:
    """One file that is accepted, and no other."""

    name: str
    file: str
    sha256: str
    size: int
    quantisation: str
    parts: int = 1  # packages that hold it in an index


EMBEDDED = Weights(
    name="qwen2.5-coder:1.5b-instruct",
    file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    size=1_117_320_768,
    quantisation="Q4_K_M",
    parts=22,
)


def find_weights(folder: Path, wanted: Weights = EMBEDDED) -> Path | None:
    """The weights in `folder`, checked; None when they are not there.

    The digest is computed once (two seconds) and remembered beside the file with its size and
    time, which are compared afterwards; each time where the folder cannot be written, as in a
    container. Raises EnvironmentRefused on any other content.
    """
    path = folder / wanted.file
    if not path.is_file():
        return None
    if _stamp_of(path, wanted) != _read_stamp(path):
        check_digest(path, wanted)
        with contextlib.suppress(OSError):
            stamp(path, wanted)
    return path


def check_digest(path: Path, wanted: Weights = EMBEDDED, *, ours: bool = True) -> None:
    """Raises EnvironmentRefused when `path` does not hold the wanted weights.

    `ours` files may be removed and brought again; others are the person's.
    """
    size = path.stat().st_size
    found = digest_of(path) if size == wanted.size else f"{size} bytes"
    if found != wanted.sha256:
        step = "remove it and run `seatrial models pull`" if ours else "see docs/models.md"
        raise EnvironmentRefused(
            f"weights {str(path)!r} are not {wanted.name!r} (found {found[:19]!r}, wanted"
            f" {wanted.sha256[:19]!r}); {step}"
        )


def digest_of(path: Path) -> str:
    """SHA-256 of a big file, read piece by piece."""
    seen = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(_AT_ONCE):
            seen.update(piece)
    return seen.hexdigest()


def stamp(path: Path, wanted: Weights) -> None:
    """Remember that `path` was checked."""
    content = json.dumps(_stamp_of(path, wanted), indent=2) + "\n"
    write_whole(_stamp_path(path), content.encode())


def _stamp_path(path: Path) -> Path:
    return path.with_name(path.name + ".checked.json")


def _stamp_of(path: Path, wanted: Weights) -> dict[str, object]:
    facts = path.stat()
    return {"sha256": wanted.sha256, "size": facts.st_size, "time": facts.st_mtime_ns}


def _read_stamp(path: Path) -> object:
    try:
        return json.loads(_stamp_path(path).read_bytes())
    except (OSError, ValueError):
        return None
