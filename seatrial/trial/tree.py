"""The second tree: the snapshot written out again, with the faults in it."""

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from seatrial.batch import Batches
from seatrial.frozen import sha256
from seatrial.snapshot.model import Fate, Mode
from seatrial.snapshot.snapshot import Snapshot
from seatrial.state import private_folder
from seatrial.trial.places import Site, Text
from seatrial.trial.planted import Stand, plant_in
from seatrial.trial.syntax import read_syntax


@dataclass(frozen=True)
class PlantedFile:
    """A changed file and where its faults stand in it."""

    path: str
    content: bytes
    stands: tuple[Stand, ...]


def planted_files(texts: Mapping[str, Text], sites: Sequence[Site]) -> list[PlantedFile]:
    """One for each file that `sites` change, in the order of the paths."""
    by_path = defaultdict[str, list[Site]](list)
    for site in sites:
        by_path[site.path].append(site)
    return [_planted(texts[path], by_path[path]) for path in sorted(by_path)]


def _planted(text: Text, sites: Sequence[Site]) -> PlantedFile:
    lines, stands = plant_in(text.lines, sites)
    return PlantedFile(text.entry.path, "\n".join(lines).encode(), tuple(stands))


def unparsable(
    snapshot: Snapshot, batches: Batches, texts: Mapping[str, Text], sites: Sequence[Site]
) -> list[Site]:
    """Those of `sites` that break their file, each tried alone."""
    alone = {site.key: planted_files(texts, [site])[0].content for site in sites}
    digests = {key: sha256(content) for key, content in alone.items()}
    # An object that is there already belongs to a run: it is not ours to remove.
    ours = {d for d in digests.values() if not snapshot.store.path(d).exists()}
    for key, content in alone.items():
        snapshot.store.put(digests[key], content)
    seen = read_syntax(batches, {digests[s.key]: s.path for s in sites})
    for digest in ours:
        snapshot.store.path(digest).unlink(missing_ok=True)
    return [
        s
        for s in sites
        if digests[s.key] not in seen or seen[digests[s.key]].errors > texts[s.path].syntax.errors
    ]


def write_tree(snapshot: Snapshot, planted: Sequence[PlantedFile], root: Path) -> None:
    """Everything that the snapshot kept, below `root`, for nobody else to read.

    Links and what was too large were not kept, so they are not there.
    """
    changed = {f.path: f.content for f in planted}
    private_folder(root)
    for entry in snapshot.entries:
        if entry.mode not in (Mode.FILE, Mode.EXECUTABLE) or entry.fate is Fate.SKIPPED:
            continue
        path = _below(root, entry.path)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = 0o700 if entry.mode is Mode.EXECUTABLE else 0o600
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
            file.write(changed.get(entry.path) or snapshot.raw(entry.path))


def _below(root: Path, path: str) -> Path:
    """`path` under `root`: one that would leave it is refused, whoever wrote the manifest."""
    parts = path.split("/")
    if "" in parts or ".." in parts or "." in parts:
        raise ValueError(f"no path of a tree: {path!r}")
    return root.joinpath(*parts)
