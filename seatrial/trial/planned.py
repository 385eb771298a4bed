"""Plans a trial: which faults and decoys, where, and why not more. Deterministic, writes nothing.

The plan depends on the tree, the seed, the number and the catalogue, and on nothing that an audit
found: two versions of Seatrial are tried with the same faults.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seatrial.batch import Batches
from seatrial.snapshot.languages import PROGRAMMING
from seatrial.snapshot.snapshot import Snapshot
from seatrial.trial.draw import Drawing, Lot, fitting_sites, languages_of, wanted_entries
from seatrial.trial.kinds import Kind, catalogue
from seatrial.trial.places import Text, text_of
from seatrial.trial.planted import Stand, has_room_for_imports
from seatrial.trial.syntax import read_syntax
from seatrial.trial.tree import PlantedFile, planted_files, unparsable

_ROUNDS = 8


@dataclass(frozen=True)
class Plan:
    """What is planted where. `unfit` names kinds without a place in this tree."""

    seed: int
    asked: int
    files: tuple[PlantedFile, ...]
    unfit: tuple[str, ...]
    without: tuple[str, ...]
    short: str

    @property
    def stands(self) -> list[Stand]:
        return [stand for file in self.files for stand in file.stands]


def plan_trial(snapshot: Snapshot, batches: Batches, faults: int, seed: int) -> Plan:
    """Up to `faults` faults, and a decoy for every three of them."""
    kinds, texts = catalogue(), _texts(snapshot, batches)
    lot = Lot(snapshot.digest, seed)
    fitting = {
        kind: [s for s in sites if has_room_for_imports(texts[s.path].lines, s)]
        for kind, sites in fitting_sites(lot, kinds, list(texts.values())).items()
    }
    drawing = Drawing(lot, kinds, fitting)
    for _ in range(_ROUNDS):
        known = {site.key for site in drawing.drawn}
        drawing.draw(faults)
        fresh = [site for site in drawing.drawn if site.key not in known]
        broken = unparsable(snapshot, batches, texts, fresh) if fresh else []
        if not broken:
            break
        drawing.drop(broken)
    planted = sum(not site.kind.decoy for site in drawing.drawn)
    return Plan(
        seed=seed,
        asked=faults,
        files=tuple(planted_files(texts, drawing.drawn)),
        unfit=tuple(sorted(k.id for k in kinds if not fitting[k.id])),
        without=tuple(_without(snapshot, kinds)),
        short=_short(planted, faults, fitting),
    )


def _texts(snapshot: Snapshot, batches: Batches) -> dict[str, Text]:
    entries = wanted_entries(catalogue(), snapshot.texts)
    syntax = read_syntax(batches, {e.sha256: e.path for e in entries})
    read = [text_of(snapshot, e, syntax[e.sha256]) for e in entries if e.sha256 in syntax]
    return {text.entry.path: text for text in read if text}


def _without(snapshot: Snapshot, kinds: Sequence[Kind]) -> list[str]:
    """Programming languages of the tree that no kind is written for."""
    return sorted({e.language for e in snapshot.texts} & PROGRAMMING - languages_of(kinds))


def _short(planted: int, asked: int, fitting: Mapping[str, Sequence[object]]) -> str:
    if planted == asked:
        return ""
    if not any(fitting.values()):
        return "no kind of the catalogue has a place in this tree"
    return f"only {planted} of {asked} faults have a place in it, 20 lines apart"
