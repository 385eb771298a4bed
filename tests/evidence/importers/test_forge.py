"""What a forge enforces: told, and never blocking."""

import json

import pytest

from seatrial.errors import UsageError
from seatrial.evidence.importers import import_artefacts, not_imported
from seatrial.evidence.importers.checks import BRANCH_PROTECTED, REVIEWS_REQUIRED
from seatrial.evidence.model import Blocks, Outcome
from tests.evidence.importers.trees import artefact, committed, sample


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    return committed(tmp_path_factory.mktemp("committed"))


def settings(tmp_path, survey, **more):
    """Import the sample with fields of its branch changed."""
    record = json.loads(sample(tmp_path, "forge.json").read_text())
    record["branches"][0] |= more
    made = {"commit": survey.subject.commit}
    return import_artefacts(survey, [artefact(tmp_path, "f.json", json.dumps(record), made)])


def test_a_protected_branch_with_reviews_holds(tmp_path, survey):
    protected, reviewed = settings(tmp_path, survey)
    assert (protected.check, protected.outcome) == (BRANCH_PROTECTED.id, Outcome.HOLDS)
    assert (reviewed.check, reviewed.outcome) == (REVIEWS_REQUIRED.id, Outcome.HOLDS)
    assert reviewed.message == "'main' on github: every change needs another person's approval"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"protected": False}, ["it is not protected", "no approval is required"]),
        ({"force_push_allowed": True}, ["its history can be rewritten by a forced push", ""]),
        ({"deletion_allowed": True}, ["it can be deleted", ""]),
        ({"required_checks": []}, ["no check has to pass", ""]),
        ({"required_reviews": 0}, ["", "no approval is required"]),
        ({"own_approval_counts": True}, ["", "who made a change may approve it"]),
        ({"exempt": ["admins"]}, ["admins may pass by all that", "admins need no approval"]),
    ],
)
def test_each_gap_is_told_at_the_check_that_it_opens(tmp_path, survey, more, said):
    evidence = settings(tmp_path, survey, **more)
    told = [e.message if e.outcome is Outcome.FAILS else "" for e in evidence]
    assert told == [f"'main' on github: {s}" if s else "" for s in said]


def test_settings_without_the_default_branch_are_refused(tmp_path, survey):
    with pytest.raises(UsageError, match="0 of its branches are the default branch 'main'"):
        settings(tmp_path, survey, name="trunk")


def test_settings_of_before_the_commit_are_a_claim(tmp_path, survey):
    record = sample(tmp_path, "forge.json").read_text().replace("03-02T10", "02-02T10")
    path = artefact(tmp_path, "f.json", record, {"commit": survey.subject.commit})
    assert {e.outcome for e in import_artefacts(survey, [path])} == {Outcome.UNAVAILABLE}


def test_settings_that_nobody_imported_are_unavailable_and_block_nothing(tmp_path, survey):
    missing = not_imported(survey, [])
    assert [e.check for e in missing] == [BRANCH_PROTECTED.id, REVIEWS_REQUIRED.id]
    assert {e.outcome for e in missing} == {Outcome.UNAVAILABLE}
    assert {BRANCH_PROTECTED.blocks, REVIEWS_REQUIRED.blocks} == {Blocks.NEVER}
    assert not_imported(survey, settings(tmp_path, survey)) == []
