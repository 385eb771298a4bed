"""A trial: plant, audit the planted tree by the same pipeline, compare, and leave nothing behind.

<state>/<repo-id>/trials/<id>/{tree/<name>/, state/}    removed afterwards, whatever happens
"""

import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from seatrial.batch import Batches
from seatrial.brief import POLICY, Brief
from seatrial.cache import ObservationCache
from seatrial.certificate.detection import Detection
from seatrial.certificate.model import Certificate
from seatrial.errors import Interrupted, UsageError
from seatrial.frozen import short_id
from seatrial.runs import RunFolder, RunRecord
from seatrial.settings import Depth, Settings
from seatrial.snapshot.snapshot import Snapshot
from seatrial.state import RepositoryFolder, StateFolder, private_folder
from seatrial.trial.judge import judged, nothing_planted
from seatrial.trial.planned import Plan, plan_trial
from seatrial.trial.tree import write_tree

DEFAULT_SEED = 1
_KEPT = ("observations.sqlite", "answers.sqlite")


class Finished(Protocol):
    """What an audit returns."""

    @property
    def certificate(self) -> Certificate: ...


Audit = Callable[[Path, Settings, Sequence[Path], Brief | None], Finished]


@dataclass(frozen=True)
class Trial:
    """How many faults are asked for, and the seed they are drawn by."""

    faults: int
    seed: int = DEFAULT_SEED

    def __post_init__(self) -> None:
        if self.faults < 1:
            raise UsageError(f"{self.faults} faults cannot be planted; ask for one or more")


def detect(
    repository: RepositoryFolder, run: RunFolder, settings: Settings, trial: Trial, audit: Audit
) -> Detection:
    """What the audit of `run` would have missed. The caller holds the repository's lock.

    Raises Interrupted when it is stopped: there is nothing to go on with, so it starts again.
    """
    certificate = Certificate.model_validate_json((run.root / "certificate.json").read_bytes())
    manifest = run.manifest(certificate.repository.tree)
    snapshot = Snapshot(manifest, repository.store)
    plan = _planned(repository, snapshot, trial)
    if not plan.stands:
        return nothing_planted(plan, certificate)
    shutil.rmtree(repository.trials, ignore_errors=True)  # what a killed trial left
    body = {"tree": snapshot.digest, "seed": trial.seed, "faults": trial.faults}
    folder = repository.trials / short_id("T", body)
    try:
        tree = folder / "tree" / manifest.name
        write_tree(snapshot, plan.files, tree)
        settings = _settings(settings, run.read(), folder / "state")
        _remember(repository, StateFolder(settings.state).repository(tree))
        done = audit(tree, settings, _artefacts(run), _brief(run))
        return judged(plan, certificate.findings, done.certificate)
    except (KeyboardInterrupt, Interrupted) as error:
        raise Interrupted(
            f"the trial of run {run.name} was interrupted and left nothing behind;"
            f" go on with `seatrial resume {run.name}`, or start it again"
        ) from error
    finally:
        shutil.rmtree(repository.trials, ignore_errors=True)


def _planned(repository: RepositoryFolder, snapshot: Snapshot, trial: Trial) -> Plan:
    with closing(ObservationCache(repository.observations)) as cache:
        batches = Batches(repository.store.path, cache)
        return plan_trial(snapshot, batches, trial.faults, trial.seed)


def _settings(settings: Settings, record: RunRecord, state: Path) -> Settings:
    """As the run was asked, but into a state of its own: no log, no list of runs knows of it."""
    asked = {
        "state": state,
        "output": None,
        "depth": Depth(record.depth),
        "budget": record.budget,
        "model": record.model,
        "allow_remote_model": record.allow_remote_model,
        "environment": record.environment,
        "fail_on": None,
    }
    return settings.model_copy(update=asked)


def _remember(repository: RepositoryFolder, planted: RepositoryFolder) -> None:
    """What is known of files and excerpts is known of the same ones in the planted tree."""
    private_folder(planted.root)
    for name in _KEPT:
        if (repository.root / name).exists():
            shutil.copyfile(repository.root / name, planted.root / name)
            (planted.root / name).chmod(0o600)


def _artefacts(run: RunFolder) -> list[Path]:
    found = sorted(run.artefacts.glob("*/*"))
    return [p for p in found if not p.name.endswith(".subject.json")]


def _brief(run: RunFolder) -> Brief:
    digest = run.read().policy
    return Brief(policy=run.whole(POLICY, digest)) if digest else Brief()
