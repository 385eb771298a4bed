"""What is covered, whatever measured it: overall, and on the critical paths."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from pathspec import GitIgnoreSpec

from seatrial.evidence.importers.artefact import UNSTATED, Artefact, Made
from seatrial.evidence.importers.checks import COVERAGE_MEASURED
from seatrial.evidence.importers.measured import Context, Measured
from seatrial.evidence.model import Outcome
from seatrial.evidence.survey import Survey


@dataclass(frozen=True)
class Covered:
    """How much of one file was executed: lines, or statements and branches."""

    path: str
    covered: int
    all: int


def measured_coverage(
    artefact: Artefact, files: Sequence[Covered], context: Context, inside: Made = UNSTATED
) -> list[Measured]:
    made = artefact.made(inside)
    if wrong := next((f.path for f in files if f.covered > f.all), ""):
        raise artefact.refuse(f"it contradicts itself: more of {wrong!r} is covered than there is")
    if not sum(f.all for f in files):
        return [_without(artefact, "the coverage report measured no statement", made)]
    metric = {"overall_percent": _percent(files), "files": float(len(files))}
    message = f"the tests cover {metric['overall_percent']:.1f} % of {len(files)} files"
    if context.critical:
        chosen = _critical(files, context)
        if not chosen:
            named = ", ".join(context.critical)
            why = f"no measured file matches the critical paths {named!r}"
            return [_without(artefact, why, made)]
        metric["critical_percent"] = _percent(chosen)
        message += f", {metric['critical_percent']:.1f} % of {len(chosen)} critical files"
    return [Measured(COVERAGE_MEASURED, Outcome.HOLDS, message, artefact, made, metric)]


def _without(artefact: Artefact, why: str, made: Made) -> Measured:
    return Measured(COVERAGE_MEASURED, Outcome.UNAVAILABLE, why, artefact, made)


def _critical(files: Iterable[Covered], context: Context) -> list[Covered]:
    spec = GitIgnoreSpec.from_lines(context.critical)
    found = _Finder(context.survey)
    return [f for f in files if f.all and spec.match_file(found.in_tree(f.path))]


class _Finder:
    """Paths of the tree for paths as tools write them: absolute, or from a source root."""

    def __init__(self, survey: Survey | None) -> None:
        self._paths = {e.path for e in survey.snapshot.entries} if survey else set()
        self._by_name: dict[str, list[str]] = {}
        for path in sorted(self._paths):
            self._by_name.setdefault(PurePosixPath(path).name, []).append(path)

    def in_tree(self, written: str) -> str:
        """The path of the tree that `written` means, itself when that is not clear."""
        path = written.replace("\\", "/").removeprefix("./")
        same = self._by_name.get(PurePosixPath(path).name, [])
        if path in self._paths or not same:
            return path
        inside = [p for p in same if path.endswith(f"/{p}")]
        if inside:
            return max(inside, key=len)
        below = [p for p in same if p.endswith(f"/{path}")]
        return below[0] if len(below) == 1 else path


def _percent(files: Iterable[Covered]) -> float:
    """Rounded down, so that 74.996 does not become 75."""
    covered, total = 0, 0
    for file in files:
        covered, total = covered + file.covered, total + file.all
    return covered * 10_000 // total / 100
