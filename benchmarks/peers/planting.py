"""A tree twice: as it is, and with faults planted by `seatrial trial`, with the list of them."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from seatrial.batch import Batches, NoMeter
from seatrial.cache import ObservationCache
from seatrial.snapshot.store import Store
from seatrial.snapshot.take import take_snapshot
from seatrial.trial.planned import plan_trial
from seatrial.trial.planted import Stand
from seatrial.trial.tree import write_tree


@dataclass(frozen=True)
class Fault:
    """Lines are those of the planted file; what is missing is missing from all of them."""

    kind: str
    gate: str
    seen_by: str
    path: str
    first: int
    last: int
    decoy: bool


@dataclass(frozen=True)
class Trees:
    """`clean` and `planted` are written in the same way and differ in the faults alone."""

    clean: Path
    planted: Path
    faults: tuple[Fault, ...]
    lines: int


def plant(tree: Path, folder: Path, faults: int, seed: int) -> Trees:
    store = Store(folder / "objects")
    with closing(ObservationCache(folder / "observations.sqlite")) as cache:
        batches = Batches(store.path, cache)
        snapshot = take_snapshot(tree, store, batches, NoMeter())
        plan = plan_trial(snapshot, batches, faults, seed)
    clean, planted = folder / "clean" / tree.name, folder / "planted" / tree.name
    write_tree(snapshot, (), clean)
    write_tree(snapshot, plan.files, planted)
    lines = sum(snapshot.source(e.path).count("\n") for e in snapshot.texts)
    return Trees(clean, planted, tuple(map(_fault, plan.stands)), lines)


def _fault(stand: Stand) -> Fault:
    kind = stand.site.kind
    return Fault(
        kind=kind.id,
        gate=kind.gates[0],
        seen_by=kind.seen_by,
        path=stand.site.path,
        first=stand.start,
        last=stand.end,
        decoy=kind.decoy,
    )
