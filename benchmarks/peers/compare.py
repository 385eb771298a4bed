"""Runs every peer over a planted tree and the clean one, and says what each found and cost."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.measure import NOT_FOUND, Measured, measure
from benchmarks.peers.planting import Fault, Trees, plant
from benchmarks.peers.scoring import scored, within
from benchmarks.peers.tools import NOT_RUN, PEERS, Named, Peer
from seatrial import alone
from seatrial.calibration.statistics import wilson

# Nothing leaves the machine while it is measured, where the system allows that.
_ALONE = Path(alone.__file__).read_text(encoding="utf-8") + (
    "leave_network()\nos.execv(sys.argv[1], sys.argv[1:])\n"
)


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
        clean, _ = run_over(peer, folder, trees.clean, out / "clean")
        planted, spent = run_over(peer, folder, trees.planted, out / "planted")
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


def run_over(peer: Peer, folder: Path, tree: Path, out: Path) -> tuple[list[Named], Measured]:
    """Over a copy of its own, because some write into what they look at; paths as in `tree`."""
    copy = out / "tree" / tree.name
    shutil.copytree(tree, copy)
    argv = peer.argv(folder, copy, out)
    if not peer.here:
        argv = [sys.executable, "-I", "-S", "-c", _ALONE, *argv]
    spent = measure(argv, stdout=out / "stdout", cwd=out, environment=_environment(out))
    if not Path(peer.argv(folder, copy, out)[0]).exists():
        return [], replace(spent, code=NOT_FOUND)
    return [within(copy, absolute(finding, out)) for finding in peer.read(out)], spent


def absolute(finding: Named, out: Path) -> Named:
    """Some tools name a file from where they stand, and not from the tree."""
    stands = finding.path and (out / finding.path).is_file()
    return replace(finding, path=str(out / finding.path)) if stands else finding


def _environment(out: Path) -> dict[str, str]:
    """Without the user's own settings, and without what some tools tell their makers."""
    quiet = {"DO_NOT_TRACK": "1", "ALETHEORE_CRASH_REPORTING": "off", "SEMGREP_SEND_METRICS": "off"}
    return {"PATH": os.defpath, "HOME": str(out), "LC_ALL": "C.UTF-8", **quiet}


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
