"""Runs the tools that are scored on a public set: Seatrial, and bandit where it is installed."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.peers.compare import run_over
from benchmarks.peers.tools import PEERS, Named

TOOLS = ("seatrial", "bandit")


def findings(tree: Path, peers: Path | None, folder: Path) -> Iterator[tuple[str, list[Named]]]:
    """What each tool names in `tree`; nothing of those that are not there."""
    for peer in PEERS:
        if peer.name in TOOLS and (peer.here or peers is not None):
            yield (
                peer.name,
                run_over(peer, (peers or Path()).resolve(), tree, folder / peer.name)[0],
            )
