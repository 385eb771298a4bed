"""The one place that starts child processes.

A child gets an absolute program, an environment made from nothing, an empty private folder to
stand in, no network where the system allows that, limits on time, memory and output, and a process
group of its own that is killed as a whole. Text of the audited tree never becomes an argument's
first character: paths are absolute.
"""

import contextlib
import math
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, TypeAlias

from seatrial import alone, environment
from seatrial.errors import Stopped

MIB = 1024 * 1024
Process: TypeAlias = "subprocess.Popen[bytes]"
_NO_LIMIT = -1
_live: set[int] = set()
_live_lock = threading.RLock()  # a signal handler may come while its own thread holds it
_stopping = threading.Event()


def stop_all() -> None:
    """Kill every child's group and let none start again: the audit is being interrupted."""
    _stopping.set()
    with _live_lock:
        for group in _live:
            _kill(group)


def go_on() -> None:
    """Let children start again: an interruption ends one audit or question, not the program that
    asked for it."""
    _stopping.clear()


def refuse_when_stopping() -> None:
    """Raises Stopped when the audit is being stopped."""
    if _stopping.is_set():
        raise Stopped("stopped")


def rest(seconds: float) -> None:
    """Do nothing for a while. Raises Interrupted as soon as the audit is being stopped."""
    _stopping.wait(seconds)
    refuse_when_stopping()


# Limits are set by a launcher in the child, because `preexec_fn` may deadlock in a process with
# threads. Where a platform refuses a limit (macOS: RLIMIT_AS), the wall-clock limit remains.
_LAUNCH = (
    Path(alone.__file__).read_text(encoding="utf-8")
    + """
if sys.argv[4] == "alone":
    leave_network()
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
os.execv(sys.argv[5], sys.argv[5:])
"""
)
_in_namespace = False


def stay_in_namespace() -> None:
    """This process has left the network, so its children need not."""
    global _in_namespace
    _in_namespace = True


def module(name: str, *arguments: str) -> list[str]:
    """The command that runs a Python module in a child, its sockets watched."""
    return [sys.executable, "-I", "-m", "seatrial.hooked", name, *arguments]


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
    network: bool = False,
) -> Finished:
    """Run `argv` to its end or its limit. `memory` and `output` are bytes; `seconds` is time by
    the clock, `processor` time on a processor (default: four times `seconds`).

    `inherit` names variables of our own environment that the child may see, with wildcards: for
    `models pull` only, whose installer must find the person's package index, and which alone has
    the `network`.

    Raises ValueError when the program is not an absolute path, Stopped when the audit is being
    stopped. Exit codes are reported, never judged: many tools use them for "I found something".
    """
    refuse_when_stopping()
    if not os.path.isabs(argv[0]):
        raise ValueError(f"not an absolute path: {argv[0]!r}")
    with tempfile.TemporaryDirectory(prefix="seatrial-", ignore_cleanup_errors=True) as folder:
        private = Path(folder)
        (private / "in").write_bytes(stdin)
        (private / "stand").mkdir()
        limits = _limits(memory, math.ceil(processor or seconds * 4), output, network=network)
        return _run(argv, private, seconds, limits, environment.inherited(inherit))


def _limits(memory: int, seconds: int, output: int, *, network: bool = False) -> list[str]:
    """What the launcher is told."""
    place = "as is" if network or _in_namespace else "alone"
    return [str(memory), str(seconds), str(output), place]


def _run(
    argv: Sequence[str],
    private: Path,
    seconds: float,
    limits: Sequence[str],
    extra: Mapping[str, str],
) -> Finished:
    with (
        open(private / "in", "rb") as stdin,
        open(private / "out", "w+b") as out,
        open(private / "err", "w+b") as err,
    ):
        child = _start(argv, private / "stand", limits, extra, (stdin, out, err))
        began = time.monotonic()
        code = _wait(child, seconds)
        refuse_when_stopping()
        errors = read_whole(err).decode("utf-8", "replace")
        return Finished(code, read_whole(out), errors, time.monotonic() - began)


def _start(
    argv: Sequence[str],
    stand: Path,
    limits: Sequence[str],
    extra: Mapping[str, str],
    streams: tuple[BinaryIO | int, BinaryIO | int, BinaryIO],
) -> Process:
    """The one call that starts a program. It stands in `stand`."""
    stdin, stdout, stderr = streams
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _LAUNCH, *limits, *argv],
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        bufsize=0,
        cwd=stand,
        env={**environment.for_children(str(stand)), **extra},
        start_new_session=True,
    )


def _wait(child: Process, seconds: float) -> int | None:
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


def read_whole(stream: IO[bytes]) -> bytes:
    stream.seek(0)
    return stream.read()


# -- for children that live on, see `child.py` --------------------------------------------------


def start_piped(
    argv: Sequence[str], stand: Path, errors: BinaryIO, memory: int, extra: Mapping[str, str]
) -> Process:
    """A child with pipes to its standard input and output and no limit on time; `end` it."""
    limits = _limits(memory, _NO_LIMIT, _NO_LIMIT)
    child = _start(argv, stand, limits, extra, (subprocess.PIPE, subprocess.PIPE, errors))
    with _live_lock:
        _live.add(child.pid)
    return child


def end(child: Process) -> None:
    """Kill `child` with its group; harmless when it is gone."""
    with _live_lock:
        if child.pid in _live:
            _live.discard(child.pid)
            _kill(child.pid)
    child.wait()


def code_of(child: Process, seconds: float) -> int | None:
    """How `child` ended, None when it has not within `seconds`."""
    try:
        return child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return None
