"""OWASP BenchmarkPython: 1,230 small web handlers, of each whether it has the weakness it is for.

A tool is right about a case when it names, or does not name, the case's own weakness in the
case's file. Youden's index is the rate of true positives less that of false ones; overall it is the
mean over the categories, as the set's own scorecards have it.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.tools import Named
from benchmarks.public.cwe import weaknesses

SOURCE = "https://github.com/OWASP-Benchmark/BenchmarkPython"
COMMIT = "7cf0674b9a33788ac3105e4c4a75a7fdce4c44bd"
_TRUTH = "expectedresults-*.csv"


@dataclass(frozen=True)
class Case:
    name: str
    category: str
    weak: bool
    cwe: int


@dataclass(frozen=True)
class Category:
    """How many weak and sound cases a tool named, and of how many."""

    name: str
    hits: int
    weak: int
    alarms: int
    sound: int

    @property
    def youden(self) -> float:
        rate = self.hits / self.weak if self.weak else 0.0
        return rate - (self.alarms / self.sound if self.sound else 0.0)


def cases(folder: Path) -> list[Case]:
    """Raises FileNotFoundError when the set's list is not there."""
    lists = sorted(folder.glob(_TRUTH))
    if not lists:
        raise FileNotFoundError(f"no {_TRUTH} in {str(folder)!r}")
    with open(lists[-1], encoding="utf-8", newline="") as file:
        rows = [r for r in csv.reader(file) if r and not r[0].startswith("#")]
    return [Case(r[0].strip(), r[1].strip(), r[2].strip() == "true", int(r[3])) for r in rows]


def categories(known: Sequence[Case], tool: str, found: Sequence[Named]) -> list[Category]:
    named = defaultdict[str, set[int]](set)
    for finding in found:
        named[Path(finding.path).stem].update(weaknesses(tool, finding))
    by_name = defaultdict[str, list[Case]](list)
    for case in known:
        by_name[case.category].append(case)
    return [_category(name, by_name[name], named) for name in sorted(by_name)]


def _category(name: str, known: Sequence[Case], named: Mapping[str, set[int]]) -> Category:
    told = [c for c in known if c.cwe in named.get(c.name, ())]
    return Category(
        name=name,
        hits=sum(c.weak for c in told),
        weak=sum(c.weak for c in known),
        alarms=sum(not c.weak for c in told),
        sound=sum(not c.weak for c in known),
    )


def overall(rows: Sequence[Category]) -> float:
    return sum(row.youden for row in rows) / len(rows) if rows else 0.0
