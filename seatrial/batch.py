"""Runs a program over many files in batches, and finds the guilty one when a batch dies.

One hostile file can kill a parser and take the observations of its batch with it. A batch that
fails is halved until the guilty file is alone; that file is then `Unread` with the reason, and
everything else goes on.
"""

import json
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from seatrial.cache import ObservationCache
from seatrial.process import run_child

BATCH = 250
_SECONDS_A_BATCH = 240
_SECONDS_ALONE = 30
# Children of all readers share the machine's cores, however many threads ask.
_CORES = threading.BoundedSemaphore(os.cpu_count() or 1)


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
    """Where objects lie, what is remembered, and whom to tell of progress."""

    locate: Callable[[str], Path]
    cache: ObservationCache
    meter: Meter = NoMeter()

    def read(self, reader: Reader, files: Mapping[str, str]) -> dict[str, Any | Unread]:
        """Rows (or Unread) for each digest in `files`, a map of digest to path in the tree."""
        known = self.cache.get(reader.fingerprint, files)
        self.meter.expect(len(files))
        self.meter.advance(len(known))
        todo = sorted(set(files) - set(known))
        batches = [todo[i : i + BATCH] for i in range(0, len(todo), BATCH)]
        seen: dict[str, Any | Unread] = dict(known)
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
            for rows in pool.map(lambda batch: self._batch(reader, batch, files), batches):
                self.cache.put(
                    reader.fingerprint, {d: r for d, r in rows.items() if not isinstance(r, Unread)}
                )
                seen.update(rows)
        return seen

    def _batch(
        self, reader: Reader, digests: Sequence[str], files: Mapping[str, str]
    ) -> dict[str, Any | Unread]:
        objects = {str(self.locate(d)): d for d in digests}
        argv, stdin = reader.command({name: files[d] for name, d in objects.items()})
        seconds = _SECONDS_A_BATCH if len(digests) > 1 else _SECONDS_ALONE
        with _CORES:
            done = run_child(argv, stdin=stdin, seconds=seconds)
        try:
            rows = reader.parse(done.stdout, list(objects))
        except ValueError:
            return self._halve(reader, digests, files, done.why or "its output was not readable")
        self.meter.advance(len(digests))
        return {digest: rows[name] for name, digest in objects.items()}

    def _halve(
        self, reader: Reader, digests: Sequence[str], files: Mapping[str, str], why: str
    ) -> dict[str, Any | Unread]:
        if len(digests) == 1:
            self.meter.advance(1)
            return {digests[0]: Unread(why)}
        middle = len(digests) // 2
        left = self._batch(reader, digests[:middle], files)
        return {**left, **self._batch(reader, digests[middle:], files)}


def json_lines(stdout: bytes, objects: Sequence[str]) -> dict[str, Any]:
    """What our own children print: one {"file", "rows"} a line.

    Raises ValueError when a file is missing, so that a child that died half way is noticed.
    """
    rows = {line["file"]: line["rows"] for line in map(json.loads, stdout.splitlines())}
    if missing := set(objects) - set(rows):
        raise ValueError(f"{len(missing)} files without an answer")
    return rows
