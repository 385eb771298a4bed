"""What is covered, whatever measured it: overall, and on the critical paths."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pathspec import GitIgnoreSpec

from seatrial.evidence.importers.artefact import UNSTATED, Artefact, Made
from seatrial.evidence.importers.checks import COVERAGE_MEASURED
from seatrial.evidence.importers.measured import Context, Measured
from seatrial.evidence.importers.tree_paths import TreePaths
from seatrial.evidence.model import Outcome


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
    found = TreePaths(context.survey)
    return [f for f in files if f.all and spec.match_file(found.in_tree(f.path))]


def _percent(files: Iterable[Covered]) -> float:
    """Rounded down, so that 74.996 does not become 75."""
    covered, total = 0, 0
    for file in files:
        covered, total = covered + file.covered, total + file.all
    return covered * 10_000 // total / 100
