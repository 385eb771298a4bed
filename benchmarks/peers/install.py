"""Brings each peer into a virtual environment of its own, by the user's own pip and network."""

import subprocess
import sys
import venv
from pathlib import Path

from benchmarks.peers.tools import PEERS

_MOST_SECONDS = 1800


def install(folder: Path) -> dict[str, str]:
    """Why a peer is not there, by name; '' for those that are. Nothing is installed twice."""
    return {peer.name: _installed(folder / peer.name, peer.needs) for peer in PEERS if peer.needs}


def _installed(place: Path, needs: str) -> str:
    mark = place / "installed.txt"
    if mark.exists() and mark.read_text(encoding="utf-8") == needs:
        return ""
    venv.create(place, with_pip=True, clear=True)
    pip = [str(place / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install"]
    try:
        done = subprocess.run(
            [*pip, "--quiet", needs], capture_output=True, text=True, timeout=_MOST_SECONDS
        )
    except subprocess.TimeoutExpired:
        return f"not installed within {_MOST_SECONDS // 60} minutes"
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["pip failed"])[-1]
    mark.write_text(needs, encoding="utf-8")
    return ""


def main(folder: Path) -> None:
    for name, reason in install(folder.resolve()).items():
        sys.stdout.write(f"{name:<20}{reason or 'ready'}\n")
