"""Runs a command and says how long it took and how much memory it and its children held."""

import os
import resource
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

NOT_FOUND = 127
_EVERY = 0.1
_PAGE_KIB = 4


@dataclass(frozen=True)
class Measured:
    """Wall seconds, and the largest sum of resident memory of the process tree, in MiB.

    `mib` is 0 where /proc is not there to ask.
    """

    seconds: float
    mib: float
    code: int


def measure(
    command: Sequence[str],
    *,
    stdout: Path = Path(os.devnull),
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Measured:
    """Runs `command` to its end. Its code is 127 when there is no such program."""
    began = time.perf_counter()
    with open(stdout, "wb") as said:
        try:
            child = subprocess.Popen(
                command, stdout=said, stderr=subprocess.DEVNULL, cwd=cwd, env=environment
            )
        except OSError:
            return Measured(0.0, 0.0, NOT_FOUND)
    peak, stop = [0.0], threading.Event()
    watcher = threading.Thread(target=_watch, args=(child.pid, peak, stop))
    watcher.start()
    code = child.wait()
    stop.set()
    watcher.join()
    return Measured(time.perf_counter() - began, peak[0], code)


def processor_seconds(command: Sequence[str], times: int) -> float:
    """The least of `times` runs: what the command costs while others use the machine as well."""
    return min(_processor(command) for _ in range(times))


def _processor(command: Sequence[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def median_seconds(command: Sequence[str], times: int) -> float:
    return median(measure(command).seconds for _ in range(times))


def _watch(pid: int, peak: list[float], stop: threading.Event) -> None:
    while not stop.wait(_EVERY):
        peak[0] = max(peak[0], _resident_mib(pid))


def _resident_mib(pid: int) -> float:
    """Resident memory of `pid` and its descendants. Shared pages count once a process."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        tasks = Path(f"/proc/{pid}/task").iterdir()
        children = [c for t in tasks for c in (t / "children").read_text().split()]
    except (OSError, IndexError):
        return 0.0
    return pages * _PAGE_KIB / 1024 + sum(_resident_mib(int(c)) for c in children)
