"""Which planted faults a tool named. One rule for every tool, ours included:

- A finding is *new* when the tool does not say the same (rule and line) of the clean tree.
- A new finding names a fault when it stands in the fault's file, within three lines of it; what is
  missing stands in all of the function, block, stage or file that lacks it.
- A new finding that names a file and no line names every fault of that file.
- What the finding says is not asked: no tool's words are read, so luck counts for all alike.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.planting import Fault, Trees
from benchmarks.peers.tools import Named

MARGIN = 3


@dataclass(frozen=True)
class Scored:
    """`named` are faults, `elsewhere` new findings that name none, `clean` those without faults."""

    named: tuple[Fault, ...]
    flagged: tuple[Fault, ...]
    elsewhere: int
    clean: int


def scored(trees: Trees, before: Iterable[Named], after: Iterable[Named]) -> Scored:
    known = set(before)
    new = new_findings(trees, known, set(after))
    hit = [fault for fault in trees.faults if any(names(f, fault) for f in new)]
    elsewhere = sum(not any(names(f, fault) for fault in trees.faults) for f in new)
    return Scored(
        named=tuple(f for f in hit if not f.decoy),
        flagged=tuple(f for f in hit if f.decoy),
        elsewhere=elsewhere,
        clean=len(known),
    )


def names(finding: Named, fault: Fault) -> bool:
    if finding.path != fault.path:
        return False
    if not finding.first:
        return True
    return finding.first <= fault.last + MARGIN and fault.first - MARGIN <= finding.last


def new_findings(trees: Trees, known: set[Named], found: set[Named]) -> list[Named]:
    """Those of the planted tree without an equal on the same line of the clean one."""
    old = {(f.rule, f.path, f.first) for f in known}
    moved: dict[str, Mapping[int, int]] = {}
    new = []
    for finding in sorted(found, key=lambda f: (f.path, f.first, f.last, f.rule)):
        if finding.path not in moved:
            moved[finding.path] = unmoved_lines(
                _lines(trees.clean / finding.path), _lines(trees.planted / finding.path)
            )
        line = moved[finding.path].get(finding.first, 0 if not finding.first else -1)
        if (finding.rule, finding.path, line) not in old:
            new.append(finding)
    return new


def unmoved_lines(clean: Sequence[str], planted: Sequence[str]) -> dict[int, int]:
    """The clean line (1-based) of each planted one that the faults left as it was."""
    blocks = difflib.SequenceMatcher(None, planted, clean, autojunk=False).get_matching_blocks()
    return {b.a + k + 1: b.b + k + 1 for b in blocks for k in range(b.size)}


def within(tree: Path, finding: Named) -> Named:
    """`finding` with its path relative to `tree`, however the tool wrote it."""
    path = finding.path.removeprefix("file://")
    for root in (str(tree), str(tree.resolve())):
        path = path.removeprefix(f"{root}/")
    return Named(finding.rule, path.removeprefix("./"), finding.first, finding.last)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return []
