from seatrial.evidence.collectors.claims import against_tree
from seatrial.evidence.model import Outcome
from tests.trees import survey_of


def outcome(files, tmp_path):
    (one,) = against_tree.collect(survey_of(tmp_path, files))
    return one.outcome


def test_claims_that_nobody_held_against_the_tree_are_unavailable(tmp_path):
    claiming = {"README.md": "# Ship\n\nAll 570 tests pass.\n"}
    assert outcome(claiming, tmp_path / "a") is Outcome.UNAVAILABLE
    assert outcome({"a.py": "x = 1\n"}, tmp_path / "b") is Outcome.NOT_APPLICABLE
