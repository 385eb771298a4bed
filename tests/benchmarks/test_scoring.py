"""Which planted faults a tool named: one rule for all."""

import pytest

from benchmarks.peers.compare import absolute
from benchmarks.peers.planting import Fault, Trees
from benchmarks.peers.scoring import names, scored, unmoved_lines, within
from benchmarks.peers.tools import Named

FAULT = Fault("k", "G5", "tool", "a.py", first=10, last=12, decoy=False)


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (Named("R", "a.py", 11, 11), True),
        (Named("R", "a.py", 7, 7), True),
        (Named("R", "a.py", 15, 20), True),
        (Named("R", "a.py", 6, 6), False),
        (Named("R", "a.py", 16, 16), False),
        (Named("R", "b.py", 11, 11), False),
        (Named("R", "a.py", 0, 0), True),
    ],
)
def test_a_finding_names_a_fault_within_three_lines_or_by_its_file_alone(finding, expected):
    assert names(finding, FAULT) is expected


def test_lines_that_a_fault_moved_are_known_again():
    assert unmoved_lines(["a", "b", "c"], ["a", "new", "b", "c"]) == {1: 1, 3: 2, 4: 3}


def trees(tmp_path, clean, planted, *faults):
    for name, text in (("clean", clean), ("planted", planted)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_text(text)
    return Trees(tmp_path / "clean", tmp_path / "planted", tuple(faults), 2)


def test_what_a_tool_says_of_the_clean_tree_as_well_counts_for_nothing(tmp_path):
    fault = Fault("k", "G5", "tool", "a.py", first=1, last=1, decoy=False)
    pair = trees(tmp_path, "x\n", "bad\nx\n", fault)
    known = [Named("R", "a.py", 1, 1)]

    moved = scored(pair, known, [Named("R", "a.py", 2, 2)])
    new = scored(pair, known, [Named("R", "a.py", 2, 2), Named("S", "a.py", 1, 1)])

    assert (moved.named, moved.clean) == ((), 1)
    assert new.named == (fault,)


def test_decoys_and_findings_elsewhere_are_counted_for_themselves(tmp_path):
    decoy = Fault("d", "G5", "tool", "a.py", first=1, last=1, decoy=True)
    pair = trees(tmp_path, "x\n" * 30, "bad\n" + "x\n" * 30, decoy)

    found = scored(pair, [], [Named("R", "a.py", 1, 1), Named("R", "a.py", 30, 30)])

    assert (found.named, found.flagged, found.elsewhere) == ((), (decoy,), 1)


def test_paths_are_compared_as_the_tree_has_them(tmp_path):
    for path in (f"{tmp_path}/a.py", "./a.py", "a.py", f"file://{tmp_path}/a.py"):
        assert within(tmp_path, Named("R", path, 1, 1)).path == "a.py"


def test_a_path_from_where_the_tool_stands_is_that_of_the_file(tmp_path):
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "a.py").write_text("")
    found = [absolute(Named("R", path, 1, 1), tmp_path).path for path in ("tree/a.py", "b.py", "")]
    assert found == [f"{tmp_path}/tree/a.py", "b.py", ""]
