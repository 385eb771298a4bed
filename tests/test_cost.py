"""What an audit cost is measured, and stands where no comparison looks."""

import time

from seatrial.cost import cost_of
from seatrial.runs import RunFolder
from seatrial.state import RepositoryFolder
from tests.trees import write_tree


def test_the_cost_counts_what_is_there_and_follows_no_link(tmp_path):
    root = write_tree(
        tmp_path / "state", {"objects/ab/c": "x" * 2_000_000, "runs/one/a.json": "y" * 1_000_000}
    )
    other = write_tree(tmp_path / "other", {"big": "z" * 9_000_000})
    (root / "runs/one/link").symlink_to(other)
    began = time.monotonic() - 5
    run = RunFolder(root / "runs/one")
    cost = cost_of(began, RepositoryFolder(root), run, resumed=False)
    assert 5 <= cost.seconds < 65
    assert (cost.run_mib, cost.kept_mib) == (1.0, 1.9)
    assert 10 < cost.memory_mib < 100_000
    assert not cost.resumed


def test_memory_that_was_given_back_is_still_in_the_peak(tmp_path):
    run = RunFolder(tmp_path)
    before = cost_of(time.monotonic(), RepositoryFolder(tmp_path), run, resumed=True)
    held = bytearray(int(before.memory_mib + 64) * 1024 * 1024)
    held[::4096] = b"x" * len(held[::4096])
    del held
    after = cost_of(time.monotonic(), RepositoryFolder(tmp_path), run, resumed=True)
    assert after.memory_mib >= before.memory_mib + 32
