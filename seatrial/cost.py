"""What an audit itself cost: time, memory, disk. It stands in the run, beside nothing it saw."""

import contextlib
import os
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from seatrial.certificate.model import Cost
from seatrial.runs import RunFolder
from seatrial.state import RepositoryFolder

# `ru_maxrss` is in bytes on macOS and in KiB elsewhere.
_MAXRSS = 1 if sys.platform == "darwin" else 1024
_MIB = 1024 * 1024


def cost_of(began: float, repository: RepositoryFolder, run: RunFolder, *, resumed: bool) -> Cost:
    """What was spent so far by this process on `run`, which it began at `began` (monotonic)."""
    return Cost(
        seconds=round(time.monotonic() - began, 2),
        resumed=resumed,
        memory_mib=_mib(_own_peak()),
        child_mib=_mib(max([_ended_children(), *_living_children()])),
        run_mib=_mib(sum(_sizes(run.root))),
        kept_mib=_mib(sum(_sizes(repository.root, but="runs"))),
    )


def _mib(size: float) -> float:
    return round(size / _MIB, 1)


def _own_peak() -> int:
    """Linux hands the peak of whoever started a process on to it, in `ru_maxrss`: VmHWM is ours."""
    return _high_water(Path("/proc/self")) or (
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _MAXRSS
    )


def _ended_children() -> int:
    """The peak of the largest child that has ended, or of a child's child that it waited for."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * _MAXRSS


def _living_children() -> Iterator[int]:
    """Peaks of children that still run, such as the model's: where /proc tells."""
    with contextlib.suppress(OSError):
        for task in Path("/proc/self/task").iterdir():
            for pid in (task / "children").read_text(encoding="ascii").split():
                yield _high_water(Path("/proc") / pid)


def _high_water(process: Path) -> int:
    with contextlib.suppress(OSError):
        for line in (process / "status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def _sizes(folder: Path, but: str = "") -> Iterator[int]:
    """Bytes of every file below `folder`, its subfolder `but` left out; no link is followed, and a
    file that goes away meanwhile counts nothing."""
    for name, folders, names in os.walk(folder):
        if Path(name) == folder and but in folders:
            folders.remove(but)
        for file in names:
            with contextlib.suppress(OSError):
                yield os.lstat(os.path.join(name, file)).st_size
