"""Runs every peer over a planted tree and the clean one, and says what each found and cost."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import NOT_FOUND, Measured, measure
from benchmarks.peers.planting import Fault, Trees, plant
from benchmarks.peers.scoring import scored
from benchmarks.peers.tools import NOT_RUN, PEERS, Named, Peer
from seatrial.calibration.statistics import wilson


def compared(tree: Path, peers: Path | None, *, faults: int, seed: int) -> dict[str, Any]:
    """Ready for JSON. Without the folder `peers` Seatrial stands alone, which is said."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        trees = plant(tree.resolve(), folder / "trees", faults, seed)
        tools = {p.name: _one(p, peers, trees, folder / p.name) for p in PEERS}
    planted = [f for f in trees.faults if not f.decoy]
    return {
        "tree": tree.name,
        "seed": seed,
        "lines": trees.lines,
        "faults": len(planted),
        "decoys": len(trees.faults) - len(planted),
        "gates": _by_gate(planted),
        "tools": tools,
        "not_run": NOT_RUN,
    }


def _one(peer: Peer, peers: Path | None, trees: Trees, out: Path) -> dict[str, Any]:
    if not peer.here and peers is None:
        return {"not_run": "`python -m benchmarks.peers --install DIR` brings it"}
    folder = (peers or Path()).resolve()
    try:
        clean, _ = _run(peer, folder, trees.clean, out / "clean")
        planted, spent = _run(peer, folder, trees.planted, out / "planted")
    except (OSError, ValueError, KeyError) as error:
        return {"not_run": f"its output could not be read: {type(error).__name__}: {error}"}
    if spent.code == NOT_FOUND:
        return {"not_run": "its program is not there; install the peers again"}
    found = scored(trees, clean, planted)
    return {
        "named": len(found.named),
        "gates": _by_gate(found.named),
        "kinds": sorted(f.kind for f in found.named),
        "decoys": len(found.flagged),
        "elsewhere": found.elsewhere,
        "clean": found.clean,
        "seconds": round(spent.seconds, 2),
        "mib": round(spent.mib),
    }


def _run(peer: Peer, folder: Path, tree: Path, out: Path) -> tuple[list[Named], Measured]:
    out.mkdir(parents=True)
    spent = measure(peer.argv(folder, tree, out), stdout=out / "stdout", cwd=out)
    if spent.code == NOT_FOUND:
        return [], spent
    return list(peer.read(out)), spent


def _by_gate(faults: Sequence[Fault]) -> dict[str, int]:
    gates = sorted({f.gate for f in faults}, key=lambda g: (len(g), g))
    return {gate: sum(f.gate == gate for f in faults) for gate in gates}


def told(section: dict[str, Any]) -> list[str]:
    return list(_lines(section))


def _lines(section: dict[str, Any]) -> Iterator[str]:
    of, lines = section["faults"], section["lines"]
    yield (
        f"{section['tree']} ({lines} lines): {of} faults and {section['decoys']} decoys,"
        f" seed {section['seed']}"
    )
    yield f"  {'tool':<18}{'named':<22}{'decoys':>8}{'elsewhere':>11}{'clean':>7}{'s':>8}{'MiB':>6}"
    for name, row in section["tools"].items():
        if "not_run" in row:
            yield f"  {name:<18}not run: {row['not_run']}"
            continue
        low, high = wilson(row["named"], of)
        named = f"{row['named']} of {of} ({100 * low:.0f}–{100 * high:.0f} %)"
        yield (
            f"  {name:<18}{named:<22}{row['decoys']:>8}{row['elsewhere']:>11}{row['clean']:>7}"
            f"{row['seconds']:>8.1f}{row['mib']:>6}"
        )
    for name, reason in section["not_run"].items():
        yield f"  {name:<18}not run: {reason}"
