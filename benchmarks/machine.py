"""The machine that figures come from: a figure without it says nothing."""

import os
import platform
from pathlib import Path

Machine = dict[str, str | int]


def this_machine() -> Machine:
    return {
        "processor": _processor(),
        "cores": os.cpu_count() or 0,
        "memory_mib": _memory_mib(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def told(machine: Machine) -> str:
    return (
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_mib']} MiB,"
        f" {machine['system']}, Python {machine['python']}"
    )


def _processor() -> str:
    for line in _lines("/proc/cpuinfo"):
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def _memory_mib() -> int:
    """0 where /proc is not there to ask."""
    for line in _lines("/proc/meminfo"):
        if line.startswith("MemTotal"):
            return int(line.split()[1]) // 1024
    return 0


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
