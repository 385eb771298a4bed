from seatrial.evidence.collectors.claims import against_tree
from seatrial.evidence.model import Outcome
from tests.trees import survey_of


def outcomes(files, folder):
    return [e.outcome for e in against_tree.collect(survey_of(folder, files))]


def test_claims_that_nobody_held_against_the_tree_are_missing_and_not_said_to_hold(tmp_path):
    claiming = {"README.md": "# Ship\n\nAll 570 tests pass.\n"}
    assert outcomes(claiming, tmp_path / "a") == []
    assert outcomes({"a.py": "x = 1\n"}, tmp_path / "b") == [Outcome.NOT_APPLICABLE]
