"""The one place that starts child processes.

A child gets an absolute program, an environment made from nothing, an empty private folder to
stand in, limits on time, memory and output, and a process group of its own that is killed as a
whole. Text of the audited tree never becomes an argument's first character: paths are absolute.
"""

import contextlib
import math
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from seatrial import environment
from seatrial.errors import Interrupted

MIB = 1024 * 1024
_NO_LIMIT = -1
_LONGEST_LINE = 64 * MIB
_AT_ONCE = 65536
_live: set[int] = set()
_live_lock = threading.RLock()  # a signal handler may come while its own thread holds it
_stopping = threading.Event()


def stop_all() -> None:
    """Kill every child's group and let none start again: the audit is being interrupted."""
    _stopping.set()
    with _live_lock:
        for group in _live:
            _kill(group)


# Limits are set by a launcher in the child, because `preexec_fn` may deadlock in a process with
# threads. Where a platform refuses a limit (macOS: RLIMIT_AS), the wall-clock limit remains.
_LAUNCH = """
import os, sys
try:
    import resource
except ImportError:
    resource = None
memory, seconds, output = (int(n) for n in sys.argv[1:4])
if resource:
    for name, most in (("RLIMIT_AS", memory), ("RLIMIT_CPU", seconds),
                       ("RLIMIT_FSIZE", output), ("RLIMIT_CORE", 0)):
        try:
            if most >= 0:  # the second above ends what ignores the signal of the first
                hard = most + 1 if name == "RLIMIT_CPU" else most
                resource.setrlimit(getattr(resource, name), (most, hard))
        except (AttributeError, ValueError, OSError):
            pass
os.execv(sys.argv[4], sys.argv[4:])
"""


@dataclass(frozen=True)
class Finished:
    """How a child ended. `code` is None when it was stopped at its time limit.

    `seconds` is how long it ran by the clock.
    """

    code: int | None
    stdout: bytes
    stderr: str
    seconds: float = 0

    @property
    def why(self) -> str:
        """One short reason for a person, empty when the child ended well."""
        if self.code is None or self.code == -signal.SIGXCPU:
            return "stopped at its time limit"
        if self.code < 0:
            return f"killed by signal {-self.code}"
        last = self.stderr.strip().splitlines()[-1:] or [""]
        return f"exit code {self.code}" + (f": {last[0].strip()[:200]}" if last[0] else "")


def run_child(
    argv: Sequence[str],
    *,
    stdin: bytes = b"",
    seconds: float = 60,
    processor: float = 0,
    memory: int = 2048 * MIB,
    output: int = 256 * MIB,
    inherit: Sequence[str] = (),
) -> Finished:
    """Run `argv` to its end or its limit. `memory` and `output` are bytes; `seconds` is time by
    the clock, `processor` time on a processor (default: four times `seconds`).

    `inherit` names variables of our own environment that the child may see, with wildcards: for
    `models pull` only, whose installer must find the person's package index.

    Raises ValueError when the program is not an absolute path, Interrupted when the audit is
    being stopped. Exit codes are reported, never
    judged: many tools use them for "I found something".
    """
    if _stopping.is_set():
        raise Interrupted("stopped")
    if not os.path.isabs(argv[0]):
        raise ValueError(f"not an absolute path: {argv[0]!r}")
    with tempfile.TemporaryDirectory(prefix="seatrial-", ignore_cleanup_errors=True) as folder:
        private = Path(folder)
        (private / "in").write_bytes(stdin)
        (private / "stand").mkdir()
        limits = [str(memory), str(math.ceil(processor or seconds * 4)), str(output)]
        return _run(argv, private, seconds, limits, environment.inherited(inherit))


def _run(
    argv: Sequence[str],
    private: Path,
    seconds: float,
    limits: Sequence[str],
    extra: Mapping[str, str],
) -> Finished:
    command = [sys.executable, "-I", "-S", "-c", _LAUNCH, *limits, *argv]
    stand = str(private / "stand")
    with (
        open(private / "in", "rb") as stdin,
        open(private / "out", "w+b") as out,
        open(private / "err", "w+b") as err,
    ):
        child = subprocess.Popen(
            command,
            stdin=stdin,
            stdout=out,
            stderr=err,
            cwd=stand,
            env={**environment.for_children(stand), **extra},
            start_new_session=True,
        )
        began = time.monotonic()
        code = _wait(child, seconds)
        if _stopping.is_set():
            raise Interrupted("stopped")
        errors = _read(err).decode("utf-8", "replace")
        return Finished(code, _read(out), errors, time.monotonic() - began)


def _wait(child: "subprocess.Popen[bytes]", seconds: float) -> int | None:
    with _live_lock:
        _live.add(child.pid)
    try:
        return child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        with _live_lock:
            _live.discard(child.pid)
        _kill(child.pid)  # what the child itself started and left behind
        child.wait()


def _kill(group: int) -> None:
    # Gone already, or (macOS) a group of zombies.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _read(stream: BinaryIO) -> bytes:
    stream.seek(0)
    return stream.read()


# -- children that live on ----------------------------------------------------------------------


class ChildGone(Exception):
    """A long-lived child died, or was killed because it did not answer in time."""


class Child:
    """A child that answers one line with one line, until it is closed.

    It is isolated like the others and has no limit on time but the one of each exchange. It must
    end itself when its standard input ends: so it learns that we were killed. One exchange at a
    time: the caller serialises.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        memory: int = 4096 * MIB,
        extra: Mapping[str, str] | None = None,
    ) -> None:
        """`extra` is added to the child's environment, `memory` is bytes."""
        if _stopping.is_set():
            raise Interrupted("stopped")
        self._private = tempfile.TemporaryDirectory(prefix="seatrial-", ignore_cleanup_errors=True)
        stand = Path(self._private.name) / "stand"
        stand.mkdir()
        self._errors = open(stand.with_name("err"), "w+b")  # noqa: SIM115  closed by close()
        limits = [str(memory), str(_NO_LIMIT), str(_NO_LIMIT)]
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _LAUNCH, *limits, *argv],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            bufsize=0,
            cwd=stand,
            env={**environment.for_children(str(stand)), **(extra or {})},
            start_new_session=True,
        )
        with _live_lock:
            _live.add(self._process.pid)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._to, False)
        self._unread = bytearray()

    @property
    def pid(self) -> int:
        return self._process.pid

    def exchange(self, line: bytes, *, seconds: float) -> bytes:
        """The child's answer to `line`; neither has its line end.

        Raises ChildGone with a short reason (the child is dead by then), Interrupted when the
        audit is being stopped.
        """
        until = time.monotonic() + seconds
        with self._or_gone():
            self._send(line + b"\n", until)
            return self._line(until)

    def receive(self, *, seconds: float) -> bytes:
        """A line that the child says unasked. Raises as `exchange` does."""
        with self._or_gone():
            return self._line(time.monotonic() + seconds)

    def close(self) -> None:
        """Kill the child with its group; harmless when it is gone."""
        with _live_lock:
            if self._process.pid in _live:
                _live.discard(self._process.pid)
                _kill(self._process.pid)
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            if stream:
                stream.close()
        self._private.cleanup()

    @contextlib.contextmanager
    def _or_gone(self) -> Iterator[None]:
        if self._errors.closed:
            raise ChildGone("closed")
        try:
            yield
        except (OSError, EOFError) as error:
            why = self._why(error)
            self.close()
            if _stopping.is_set():
                raise Interrupted("stopped") from error
            raise ChildGone(why) from error

    def _why(self, error: Exception) -> str:
        if isinstance(error, TimeoutError):
            return "stopped at its time limit"
        if isinstance(error, EOFError):
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = self._process.wait(timeout=1)
                return Finished(code, b"", _read(self._errors).decode("utf-8", "replace")).why
        return f"its pipe broke: {error}"

    def _send(self, content: bytes, until: float) -> None:
        view = memoryview(content)
        while view:
            _, ready, _ = select.select([], [self._to], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise TimeoutError
            try:
                view = view[os.write(self._to, view[:_AT_ONCE]) :]
            except BrokenPipeError as error:
                raise EOFError from error

    def _line(self, until: float) -> bytes:
        seen = 0
        while (end := self._unread.find(b"\n", seen)) < 0:
            seen = len(self._unread)
            if seen > _LONGEST_LINE:
                raise OSError("a line longer than allowed")
            ready, _, _ = select.select([self._from], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise TimeoutError
            some = os.read(self._from, _AT_ONCE)
            if not some:
                raise EOFError
            self._unread += some
        line = bytes(self._unread[:end])
        del self._unread[: end + 1]
        return line
