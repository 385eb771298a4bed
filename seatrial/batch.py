"""Runs a program over many files in batches, and finds the guilty one when a batch dies.

One hostile file can kill or stall a parser and take the observations of its batch with it. A
batch that fails is cut up until the guilty file is alone; that file is then `Unread` with the
reason, and everything else goes on. What this may cost is bounded, see `Limits`.
"""

import json
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from seatrial.cache import ObservationCache
from seatrial.process import run_child

BATCH = 250
# Parts of a batch that failed: each runs under a shorter limit, so only the guilty one is slow.
_PARTS = 8
# By the clock a run may take this many times its processor time: others work here, too.
_CLOCK = 4
# Children of all readers share the machine's cores, however many threads ask.
_CORES = threading.BoundedSemaphore(os.cpu_count() or 1)


@dataclass(frozen=True)
class Limits:
    """How long a reader may take, in seconds of processor time: a busy machine is no hostile file.

    A batch may take `begin` seconds and one more for every `pace` bytes, at most `longest`; a
    file that is alone at most `alone`. `patience` (and one second for every `pace` bytes) is what
    all failed runs of one reading may cost together; after that nothing is cut up any more.
    """

    begin: float = 8
    pace: int = 50_000
    longest: float = 60
    alone: float = 30
    patience: float = 120

    def seconds(self, size: int, files: int) -> float:
        return min(self.begin + size / self.pace, self.longest if files > 1 else self.alone)


@dataclass(frozen=True)
class Unread:
    """A file that a reader could not look at, and why."""

    reason: str


class Reader(Protocol):
    """A program that observes files one by one.

    `fingerprint` names program, version and options. `command` gives argv and stdin for object
    paths (with the paths they have in the tree); `parse` turns stdout into rows by object path
    and raises ValueError when it is not what the program prints on success.
    """

    @property
    def fingerprint(self) -> str: ...
    def command(self, objects: Mapping[str, str]) -> tuple[list[str], bytes]: ...
    def parse(self, stdout: bytes, objects: Sequence[str]) -> dict[str, Any]: ...


class Incomplete(ValueError):
    """The output ends early. `rows` are those of the files that were read before it did."""

    def __init__(self, rows: Mapping[str, Any], missing: int) -> None:
        super().__init__(f"{missing} files without an answer")
        self.rows = rows


class Meter(Protocol):
    """Whom to tell how much there is to do, and how much is done."""

    def expect(self, n: int) -> None: ...
    def advance(self, n: int) -> None: ...


class NoMeter:
    """Nobody is watching."""

    def expect(self, n: int) -> None: ...
    def advance(self, n: int) -> None: ...


@dataclass(frozen=True)
class Batches:
    """Where objects lie, what is remembered, and whom to tell of progress.

    `unread` gathers the digests of files that a reader could not look at.
    """

    locate: Callable[[str], Path]
    cache: ObservationCache
    meter: Meter = NoMeter()
    limits: Limits = Limits()
    unread: set[str] = field(default_factory=set, compare=False)

    def read(self, reader: Reader, files: Mapping[str, str]) -> dict[str, Any | Unread]:
        """Rows (or Unread) for each digest in `files`, a map of digest to path in the tree."""
        known = self.cache.get(reader.fingerprint, files)
        self.meter.expect(len(files))
        self.meter.advance(len(known))
        todo = sorted(set(files) - set(known))
        sizes = {d: self.locate(d).stat().st_size for d in todo}
        batches = [todo[i : i + BATCH] for i in range(0, len(todo), BATCH)]
        seen: dict[str, Any | Unread] = dict(known)
        reading = _Reading(self, reader, files, sizes)
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
            for rows in pool.map(reading.batch, batches):
                self.cache.put(
                    reader.fingerprint, {d: r for d, r in rows.items() if not isinstance(r, Unread)}
                )
                seen.update(rows)
        self.unread.update(d for d, r in seen.items() if isinstance(r, Unread))
        return seen


@dataclass
class _Reading:
    """One reader over one set of files. `lost` is what failed runs have cost so far."""

    batches: Batches
    reader: Reader
    files: Mapping[str, str]
    sizes: Mapping[str, int]
    lost: float = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def batch(self, digests: Sequence[str]) -> dict[str, Any | Unread]:
        """Rows (or Unread) of `digests`, whatever it takes within the limits."""
        objects = {str(self.batches.locate(d)): d for d in digests}
        argv, stdin = self.reader.command({name: self.files[d] for name, d in objects.items()})
        size = sum(self.sizes[d] for d in digests)
        seconds = self.batches.limits.seconds(size, len(digests))
        with _CORES:
            done = run_child(argv, stdin=stdin, seconds=_CLOCK * seconds, processor=seconds)
        try:
            rows = self.reader.parse(done.stdout, list(objects))
        except ValueError as error:
            why = done.why or "its output was not readable"
            read = error.rows if isinstance(error, Incomplete) else {}
            kept = {digest: read[name] for name, digest in objects.items() if name in read}
            self.batches.meter.advance(len(kept))
            left = [d for d in digests if d not in kept]
            return {
                **kept,
                **self._again(left, why, min(done.seconds, seconds), follows=bool(kept)),
            }
        self.batches.meter.advance(len(digests))
        return {digest: rows[name] for name, digest in objects.items()}

    def _again(
        self, digests: Sequence[str], why: str, seconds: float, *, follows: bool
    ) -> dict[str, Any | Unread]:
        """What a run left unread, in smaller runs. When it `follows` on files that were read, its
        first file is the suspect."""
        if len(digests) == 1:
            return self._unread(digests, why)
        if not self._may_lose(seconds):
            return self._unread(digests, f"{why}; too much time was lost to try each file alone")
        most = -(-len(digests) // _PARTS)
        parts = [digests[i : i + most] for i in range(0, len(digests), most)]
        if follows:
            parts = [digests[:1], digests[1:]]
        return {d: row for part in parts for d, row in self.batch(part).items()}

    def _unread(self, digests: Sequence[str], why: str) -> dict[str, Any | Unread]:
        self.batches.meter.advance(len(digests))
        return dict.fromkeys(digests, Unread(why))

    def _may_lose(self, seconds: float) -> bool:
        """Note a failed run. At least a second is counted, so that a program that always dies is
        not started a thousand times."""
        limits = self.batches.limits
        with self._lock:
            self.lost += max(1.0, seconds)
            return self.lost <= limits.patience + sum(self.sizes.values()) / limits.pace


def json_lines(stdout: bytes, objects: Sequence[str]) -> dict[str, Any]:
    """What our own children print: one {"file", "rows"} a line, in the order they were given.

    Raises Incomplete when a file is missing, so that a child that died half way is noticed.
    """
    whole = stdout[: stdout.rfind(b"\n") + 1]
    rows = {line["file"]: line["rows"] for line in map(json.loads, whole.splitlines())}
    if missing := set(objects) - set(rows):
        raise Incomplete(rows, len(missing))
    return rows
