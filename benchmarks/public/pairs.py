"""SecMutBench: pairs of one function, weak and sound, each pair with its CWE number.

Each side of a pair is written to a file of its own. A tool tells a pair apart when it names the
pair's weakness in the weak file and not in the sound one.
"""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.tools import Named
from benchmarks.public.cwe import weaknesses

SOURCE = "https://github.com/Mars-2030/secmutbench"
COMMIT = "c07ff4820e4167660e780e478a3dd254d8ffb409"
DATA = "data/dataset2.json"
_NAME = re.compile(r"\w{4,40}")


@dataclass(frozen=True)
class Pair:
    name: str
    cwe: int
    weak: str
    sound: str


@dataclass(frozen=True)
class Scores:
    """Pairs whose weak side was named, whose sound side was, and that were told apart."""

    pairs: int
    weak: int
    sound: int
    apart: int

    @property
    def youden(self) -> float:
        return (self.weak - self.sound) / self.pairs if self.pairs else 0.0


def pairs(folder: Path) -> list[Pair]:
    """Raises FileNotFoundError when the set is not there."""
    rows = json.loads((folder / DATA).read_text(encoding="utf-8"))["samples"]
    return [
        Pair(r["id"], int(r["cwe"].removeprefix("CWE-")), r["insecure_code"], r["secure_code"])
        for r in rows
        if _NAME.fullmatch(r["id"])
    ]


def write(known: Sequence[Pair], tree: Path) -> None:
    """`src/NAME_a.py` is the weak side, `src/NAME_b.py` the sound one; nothing of it is run."""
    source = tree / "src"
    source.mkdir(parents=True)
    for pair in known:
        (source / f"{pair.name}_a.py").write_text(pair.weak, encoding="utf-8")
        (source / f"{pair.name}_b.py").write_text(pair.sound, encoding="utf-8")


def scores(known: Sequence[Pair], tool: str, found: Sequence[Named]) -> dict[int, Scores]:
    """By CWE number."""
    named = defaultdict[str, set[int]](set)
    for finding in found:
        named[Path(finding.path).stem].update(weaknesses(tool, finding))
    return {cwe: _score(cwe, known, named) for cwe in sorted({p.cwe for p in known})}


def _score(cwe: int, known: Sequence[Pair], named: dict[str, set[int]]) -> Scores:
    told = [
        (cwe in named[f"{p.name}_a"], cwe in named[f"{p.name}_b"]) for p in known if p.cwe == cwe
    ]
    return Scores(
        pairs=len(told),
        weak=sum(weak for weak, _ in told),
        sound=sum(sound for _, sound in told),
        apart=sum(weak and not sound for weak, sound in told),
    )


def together(scored: Sequence[Scores]) -> Scores:
    return Scores(*(sum(column) for column in zip(*map(_fields, scored), strict=True)))


def _fields(scored: Scores) -> tuple[int, int, int, int]:
    return scored.pairs, scored.weak, scored.sound, scored.apart
