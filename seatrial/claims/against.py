"""Holds documents against a repository: one snapshot, then every comparison on every claim."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from seatrial.batch import Batches, NoMeter
from seatrial.cache import ObservationCache
from seatrial.claims.report import Examined
from seatrial.errors import UsageError
from seatrial.evidence.collectors.claims.comparisons import COMPARISONS
from seatrial.evidence.collectors.claims.held import Paper, evidence_of
from seatrial.evidence.collectors.claims.left_to_a_person import CHECK as LEFT
from seatrial.evidence.collectors.claims.left_to_a_person import results_of
from seatrial.evidence.crews import read_programs
from seatrial.evidence.model import Evidence
from seatrial.evidence.survey import Survey
from seatrial.snapshot.store import Store
from seatrial.snapshot.take import take_snapshot


def against_repo(
    repo: Path, files: Sequence[Path], examined: Sequence[Examined]
) -> tuple[str, list[Examined]]:
    """The tree digest, and `examined` with what the tree at `repo` says of every claim.

    Nothing is kept: the copy of the tree lies in a private folder that is removed.
    """
    root = repo.absolute()
    if not root.is_dir():
        raise UsageError(f"no folder {str(repo)!r}; name a checkout")
    with TemporaryDirectory(prefix="seatrial-") as folder:
        state = Path(folder)
        with closing(ObservationCache(state / "observations.sqlite")) as cache:
            store = Store(state / "objects")
            batches = Batches(store.path, cache)
            survey = read_programs(take_snapshot(root, store, batches, NoMeter()), batches)
            told = [_with(survey, root, *pair) for pair in zip(files, examined, strict=True)]
            return survey.snapshot.digest, told


def _with(survey: Survey, root: Path, file: Path, one: Examined) -> Examined:
    paper = _paper(survey, root, file, one)
    return replace(one, against=tuple(claims_of(survey, paper)))


def _paper(survey: Survey, root: Path, file: Path, one: Examined) -> Paper:
    """A document of the tree under its path there; one that is changed or elsewhere is outside."""
    place = file.absolute()
    path = place.relative_to(root).as_posix() if place.is_relative_to(root) else ""
    entry = survey.snapshot.find(path)
    if entry and entry.sha256 == one.sha256:
        return Paper(path, one.checked)
    return Paper(one.name, one.checked, inside=False, sha256=one.sha256)


def claims_of(survey: Survey, paper: Paper) -> Iterator[Evidence]:
    """Every claim of `paper` with its outcome, by kind and line."""
    for one in COMPARISONS:
        held = sorted(one.compare(survey, paper), key=lambda h: (h.line, h.says))
        yield from (evidence_of(survey, one.CHECK, paper, h) for h in held)
    for h in results_of(paper.checked):
        yield evidence_of(survey, LEFT, paper, h)
