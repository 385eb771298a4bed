"""A trial leaves nothing behind, whatever happens, and never touches the audited tree."""

import stat

import pytest

from seatrial.auditing import start_audit
from seatrial.errors import Interrupted, UsageError
from seatrial.settings import Depth, Settings
from seatrial.state import StateFolder
from seatrial.trial.detect import Trial, detect
from seatrial.trial.planned import plan_trial
from seatrial.trial.tree import write_tree
from tests.trees import write_tree as write
from tests.trial.seeds import TREE, plan_of, snapshot

pytestmark = pytest.mark.usefixtures("reads_inside")
SMALL = {
    "README.md": "# Small\n\nIt keeps entries for 30 days.\n",
    "a.py": "def f(x):\n    return x\n",
}


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """A finished run of a small tree."""
    home = tmp_path_factory.mktemp("trial")
    tree = write(home / "small", SMALL)
    settings = Settings(state=home / "state", depth=Depth.QUICK, quiet=True)
    start_audit(tree, settings, ())
    repository = StateFolder(settings.state).repository(tree)
    return tree, settings, repository, repository.runs()[-1]


def files_below(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_planted_tree_is_private_and_gone_afterwards(audited):
    tree, settings, repository, run = audited
    before, seen = files_below(tree), []

    def audit(path, asked, artefacts, brief):
        modes = {stat.S_IMODE(p.stat().st_mode) for p in (path, *path.rglob("*"))}
        changed = {n for n, c in files_below(path).items() if before[n] != c}
        seen.append((path.name, modes, len(changed), asked.state.is_relative_to(repository.root)))
        return start_audit(path, asked, artefacts, brief)

    found = detect(repository, run, settings, Trial(3), audit)

    changed = {p.path for p in (*found.faults, *found.decoys)}
    assert found.faults
    assert seen == [("small", {0o700, 0o600}, len(changed), True)]
    assert files_below(tree) == before
    assert not repository.trials.exists()
    assert [r.name for r in repository.runs()] == [run.name]


def test_an_interrupted_trial_leaves_no_half_tree_and_says_how_to_go_on(audited):
    _, settings, repository, run = audited

    def audit(path, *_):
        assert path.is_dir()
        raise Interrupted("stopped")

    with pytest.raises(Interrupted, match=f"seatrial resume {run.name}"):
        detect(repository, run, settings, Trial(2), audit)
    assert not repository.trials.exists()


def test_what_a_killed_trial_left_is_removed_before_the_next(audited):
    _, settings, repository, run = audited
    old = write(repository.trials / "T-old" / "tree", {"a.py": "half a tree"})

    def audit(path, *_):
        assert path.is_dir()
        assert not old.exists()
        raise Interrupted("stopped")

    with pytest.raises(Interrupted):
        detect(repository, run, settings, Trial(1), audit)


def test_where_nothing_fits_nothing_is_audited(tmp_path):
    tree = write(tmp_path / "bare", {"a.bin": "\0"})
    settings = Settings(state=tmp_path / "state", depth=Depth.QUICK, quiet=True)
    done = start_audit(tree, settings, (), None, Trial(5))
    assert done.certificate.detection.faults == ()
    assert "no kind of the catalogue has a place" in done.certificate.detection.summary


@pytest.mark.parametrize("faults", [0, -3])
def test_a_trial_of_no_fault_is_refused(faults):
    with pytest.raises(UsageError, match="cannot be planted"):
        Trial(faults)


def test_a_path_that_leaves_the_tree_is_not_written(tmp_path):
    taken, batches = snapshot(tmp_path, {"a.py": "x = 1\n"})
    batches.cache.close()
    entry = taken.entries[0].model_copy(update={"path": "../a.py"})
    taken.manifest = taken.manifest.model_copy(update={"entries": (entry,)})
    with pytest.raises(ValueError, match="no path of a tree"):
        write_tree(taken, (), tmp_path / "out")


def test_an_object_of_another_run_is_not_removed_when_its_content_is_tried(tmp_path):
    plan = plan_of(tmp_path / "once", TREE, 3)
    contents = {f"kept{n}": f.content.decode() for n, f in enumerate(plan.files)}
    taken, batches = snapshot(tmp_path / "again", {**TREE, **contents})
    plan_trial(taken, batches, 3, 1)
    batches.cache.close()
    assert all(taken.store.get(e.sha256) for e in taken.entries)
