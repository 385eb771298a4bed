"""What is wrong with the state folder or its disk: one line, the right exit code, nothing lost."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from seatrial.cache import ObservationCache
from seatrial.runs import RunRecord
from tests.command import run
from tests.hostile.berth import Berth, berth_at, is_one_line

DAMAGES = {
    "cut off": lambda content: content[: len(content) // 2],
    "zeroes": lambda content: bytes(len(content)),
    "random bytes": lambda content: random.Random(1).randbytes(len(content)),
    "overwritten in the middle": lambda c: c[: len(c) // 2] + b"\xff" * 64 + c[len(c) // 2 + 64 :],
    "nothing": lambda content: b"",
    "nested without end": lambda content: b"[" * 100_000,
}
damages = pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)


def damaged(path: Path, damage) -> None:
    path.write_bytes(damage(path.read_bytes()))


@pytest.fixture(scope="module")
def wreck(quay, tmp_path_factory):
    """An audit that was killed when its gates had been decided."""
    made = berth_at(tmp_path_factory.mktemp("wreck") / "berth", quay.home, quay.tree)
    made.remembers(quay).audit(end=(made.state, "*/runs/*/certificate.json", signal.SIGKILL))
    return made


@pytest.fixture
def stopped(wreck, tmp_path):
    """A copy of it, to be damaged."""
    shutil.copytree(wreck.root, tmp_path / "stopped", symlinks=True)
    return Berth(tmp_path / "stopped", wreck.home)


# -- what is kept, damaged ----------------------------------------------------------------------


@damages
def test_a_damaged_checkpoint_is_refused_and_the_audit_can_be_started_again(stopped, damage):
    damaged(stopped.run / "checkpoint.sqlite", damage)
    done = stopped.resume()
    if done.returncode == 0:  # an empty file is a run that had not come to its first step
        return
    assert done.returncode == 5
    assert is_one_line(done)
    assert "is damaged (" in done.stderr
    assert done.stderr.strip().endswith("start the audit again")


def test_a_checkpoint_of_another_version_is_refused(stopped):
    with sqlite3.connect(stopped.run / "checkpoint.sqlite") as db:
        db.execute("UPDATE checkpoints SET checkpoint = x'81a17801'")
    done = stopped.resume()
    assert done.returncode == 5
    assert "the checkpoint of run" in done.stderr
    assert is_one_line(done)


@pytest.mark.parametrize("name", ["snapshot.json", "run.json"])
@damages
def test_a_damaged_file_of_a_run_is_named(stopped, name, damage):
    damaged(stopped.run / name, damage)
    done = stopped.resume()
    assert done.returncode == 5, done.stderr
    assert is_one_line(done)
    assert stopped.run.name in done.stderr


def test_a_run_that_holds_the_snapshot_of_another_tree_is_named(stopped):
    manifest = json.loads((stopped.run / "snapshot.json").read_bytes())
    manifest["entries"][0]["sha256"] = 64 * "0"
    (stopped.run / "snapshot.json").write_text(json.dumps(manifest))
    done = stopped.resume()
    assert done.returncode == 5, done.stderr
    assert "is of another tree" in done.stderr
    assert is_one_line(done)


@pytest.mark.parametrize(
    "name", ["certificate.json", "evidence.jsonl", "report.html", "manifest.json"]
)
def test_papers_that_are_not_those_that_were_issued_are_not_handed_out(whole, tmp_path, name):
    shutil.copytree(whole.state, tmp_path / "state")
    berth = Berth(tmp_path, whole.home)
    damaged(berth.run / name, DAMAGES["cut off"])
    before = {p: p.read_bytes() for p in whole.papers.iterdir()}
    done = berth.resume()
    assert done.returncode == 5
    assert f"{name!r} of run {berth.run.name!r} is damaged" in done.stderr
    assert {p: p.read_bytes() for p in whole.papers.iterdir()} == before


def test_damaged_observations_are_made_anew_and_it_is_said(berth, whole):
    (known,) = berth.state.glob("*/observations.sqlite")
    damaged(known, DAMAGES["random bytes"])
    done = berth.audit()
    assert done.returncode == 0, done.stderr
    assert berth.outcome == whole.outcome
    assert "what was observed before was damaged and made anew" in done.stderr


@damages
def test_a_cache_in_any_state_takes_observations_again(tmp_path, damage):
    path = tmp_path / "observations.sqlite"
    many = {f"{n:064}": [n, "x" * 200] for n in range(500)}
    with closing(ObservationCache(path)) as cache:
        cache.put("r", many)
    damaged(path, damage)
    with closing(ObservationCache(path)) as cache:
        known = cache.get("r", many)
        assert known == {digest: many[digest] for digest in known}
        cache.put("r", many)
        assert cache.get("r", many) == many


def test_a_cache_of_another_version_is_made_anew(tmp_path):
    path = tmp_path / "observations.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE seen (reader TEXT)")
    with closing(ObservationCache(path)) as cache:
        cache.put("r", {"d": [1]})
        assert cache.get("r", ["d"]) == {"d": [1]}
        assert cache.rebuilt


def test_a_row_that_cannot_be_unpacked_is_observed_again(tmp_path):
    path = tmp_path / "observations.sqlite"
    with closing(ObservationCache(path)) as cache:
        cache.put("r", {"d": [1], "e": [2]})
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE seen SET rows = x'00' WHERE digest = 'd'")
    with closing(ObservationCache(path)) as cache:
        assert cache.get("r", ["d", "e"]) == {"e": [2]}


def test_an_object_that_is_damaged_is_named_and_read_again_next_time(stopped):
    for kept in stopped.state.glob("*/objects/*/*"):
        kept.chmod(0o600)
        kept.write_bytes(b"something else")
    shutil.rmtree(stopped.run / "parts")
    (stopped.run / "checkpoint.sqlite").unlink()
    (stopped.run / "certificate.json").unlink()
    done = stopped.resume()
    assert done.returncode in (0, 5)
    assert "Traceback" not in done.stderr
    assert stopped.audit("--quiet").returncode == 0


# -- the disk -----------------------------------------------------------------------------------


@pytest.mark.parametrize("most", [100, 3_000, 30_000])
def test_a_full_disk_ends_in_one_line_and_what_was_begun_is_kept(berth, whole, most):
    done = berth.audit(most=most)
    assert done.returncode == 4, done.stderr
    assert is_one_line(done)
    assert "the disk refused to go on" in done.stderr
    if runs := list(berth.state.glob("*/runs/*/run.json")):
        assert f"go on with `seatrial resume {runs[0].parent.name}`" in done.stderr
        assert berth.resume().returncode == 0
    else:
        assert "nothing was begun" in done.stderr
        assert berth.audit("--quiet").returncode == 0
    assert berth.outcome == whole.outcome


def test_a_small_file_system_that_runs_full(berth):
    mount = shutil.which("mount")
    berth.state.mkdir(exist_ok=True)
    shutil.rmtree(berth.state)
    berth.state.mkdir()
    made = [mount, "-t", "tmpfs", "-o", "size=64k", "seatrial-test", str(berth.state)]
    if not mount or os.geteuid() or subprocess.run(made, capture_output=True).returncode:
        pytest.skip("nothing may be mounted here")
    try:
        done = berth.audit()
        assert done.returncode == 4, done.stderr
        assert is_one_line(done)
        assert "No space left on device" in done.stderr or "full" in done.stderr
    finally:
        subprocess.run(["umount", str(berth.state)], check=True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_state_folder_is_refused(berth):
    berth.state.chmod(0o500)
    done = berth.audit()
    berth.state.chmod(0o700)
    assert done.returncode == 4
    assert is_one_line(done)
    assert "--state" in done.stderr


def test_a_state_folder_on_a_read_only_file_system_is_refused(berth):
    mount = shutil.which("mount")
    made = [mount, "-t", "tmpfs", "-o", "size=64k,ro", "seatrial-test", str(berth.state)]
    if not mount or os.geteuid() or subprocess.run(made, capture_output=True).returncode:
        pytest.skip("nothing may be mounted here")
    try:
        done = berth.audit()
        listed = run("runs", "list", "--state", berth.state, home=berth.home)
    finally:
        subprocess.run(["umount", str(berth.state)], check=True)
    assert done.returncode == 4
    assert is_one_line(done)
    assert "--state" in done.stderr
    assert listed.returncode == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives folders away")
def test_a_state_folder_of_somebody_else_is_refused(berth):
    os.chown(berth.state, 12345, 12345)
    done = berth.audit()
    assert done.returncode == 4
    assert is_one_line(done)
    assert "belongs to somebody else" in done.stderr


def test_a_state_folder_that_is_a_file_is_refused(berth):
    shutil.rmtree(berth.state)
    berth.state.write_text("x")
    done = berth.audit()
    assert done.returncode == 4
    assert is_one_line(done)


# -- others at work -----------------------------------------------------------------------------


def test_two_audits_of_one_tree_at_once_one_is_refused(berth, whole):
    (folder,) = berth.state.iterdir()
    with FileLock(folder / "lock"):
        done = berth.audit()
    assert done.returncode == 4
    assert is_one_line(done)
    assert "another audit is writing to" in done.stderr
    assert berth.audit("--quiet").returncode == 0
    assert berth.outcome == whole.outcome


def test_an_audit_waits_for_another_that_is_writing_to_the_log(berth, whole):
    log = berth.state / "log"
    log.mkdir(mode=0o700)
    lock = FileLock(log / "log.lock", thread_local=False)
    lock.acquire()
    threading.Timer(1.0, lock.release).start()
    assert berth.audit("--quiet").returncode == 0
    assert berth.outcome == whole.outcome


def test_another_audit_goes_on_with_the_log_where_a_killed_one_was_cut_off(berth, whole, tmp_path):
    done = berth.audit(end=(berth.state, "log/pending.json", signal.SIGKILL))
    if done.returncode == 0:
        pytest.skip("it was logged too quickly to be killed meanwhile")
    name = berth.run.name
    other = berth_at(tmp_path / "other", berth.home)
    (tmp_path / "other" / "state").symlink_to(berth.state)
    assert other.audit("--quiet").returncode == 0
    resumed = run("resume", name, "--state", berth.state, home=berth.home)
    assert resumed.returncode == 0, resumed.stderr
    assert berth.outcome["log"] == (2, [], False)


def test_a_clock_that_was_set_back_is_said_and_changes_nothing_else(berth, whole):
    assert berth.audit("--quiet").returncode == 0
    record = RunRecord.model_validate_json((berth.run / "run.json").read_bytes())
    later = datetime.now(UTC) + timedelta(days=400)
    future = record.model_copy(update={"started_at": later, "finished_at": later})
    (berth.run / "run.json").write_text(future.model_dump_json())
    for path in berth.state.rglob("*"):
        os.utime(path, (later.timestamp(), later.timestamp()))
    done = berth.audit()
    assert done.returncode == 0
    assert "the clock was set back" in done.stderr
    assert berth.outcome["certificate.json"] == whole.outcome["certificate.json"]
