"""An artefact counts only when it says that it is of this tree, and is not older than it."""

import os

import pytest

from seatrial.evidence.importers import import_artefacts
from seatrial.evidence.model import Outcome, Tier
from tests.evidence.importers.trees import artefact, committed, plain, sample

AFTER, BEFORE = "2026-03-02T10:20:00Z", "2026-03-01T10:20:00Z"
PASSED = "pytest-passed.xml"


def read(survey, path):
    [evidence] = import_artefacts(survey, [path])
    return evidence


def test_an_artefact_that_names_the_commit_counts(tmp_path):
    survey = committed(tmp_path)
    evidence = read(survey, sample(tmp_path, PASSED, {"commit": survey.subject.commit}))
    assert (evidence.outcome, evidence.tier) == (Outcome.HOLDS, Tier.EXECUTED)
    assert evidence.produced_at.isoformat() == "2026-03-02T10:15:00+00:00"


def test_an_artefact_that_says_nothing_is_a_claim(tmp_path):
    evidence = read(committed(tmp_path), sample(tmp_path, PASSED))
    assert (evidence.outcome, evidence.tier) == (Outcome.UNAVAILABLE, Tier.CLAIMED)
    assert "does not say for which commit or tree" in evidence.message
    assert "docs/importing.md" in evidence.message
    assert evidence.metric == {}


def test_an_artefact_of_another_commit_is_a_claim(tmp_path):
    evidence = read(committed(tmp_path), sample(tmp_path, PASSED, {"commit": "a" * 40}))
    assert evidence.outcome is Outcome.UNAVAILABLE
    assert "made for commit 'aaaaaaaaaaaa', this is" in evidence.message


def test_an_abbreviated_commit_does_not_bind(tmp_path):
    survey = committed(tmp_path)
    short = {"commit": survey.subject.commit[:12]}
    assert read(survey, sample(tmp_path, PASSED, short)).outcome is Outcome.UNAVAILABLE


def test_an_artefact_older_than_the_commit_is_a_claim(tmp_path):
    survey = committed(tmp_path)
    made = {"commit": survey.subject.commit}
    text = sample(tmp_path, PASSED).read_text().replace("2026-03-02T10", "2026-03-01T10")
    evidence = read(survey, artefact(tmp_path, "old.xml", text, made))
    assert evidence.outcome is Outcome.UNAVAILABLE
    assert "before the commit of 2026-03-02T10:00:00+00:00; run it again" in evidence.message


def test_the_time_stated_inside_outweighs_the_sidecar(tmp_path):
    survey = committed(tmp_path)
    made = {"commit": survey.subject.commit, "produced_at": AFTER}
    text = sample(tmp_path, PASSED).read_text().replace("2026-03-02T10", "2026-03-01T10")
    assert read(survey, artefact(tmp_path, "o.xml", text, made)).outcome is Outcome.UNAVAILABLE


def test_a_file_that_was_touched_just_now_gains_nothing(tmp_path):
    survey = committed(tmp_path)
    path = sample(tmp_path, "k6-summary-export.json", {"commit": survey.subject.commit})
    os.utime(path)
    evidence = import_artefacts(survey, [path])
    assert {e.outcome for e in evidence} == {Outcome.UNAVAILABLE}
    assert "does not say when it was made" in evidence[0].message


@pytest.mark.parametrize(
    ("local", "outcome"),
    [
        ("2026-03-02T02:30:00", Outcome.HOLDS),  # 10:30 in UTC, seen from Los Angeles
        ("2026-03-01T21:30:00", Outcome.UNAVAILABLE),  # before the commit in every zone
    ],
)
def test_a_time_without_a_zone_is_given_the_benefit_of_the_doubt(tmp_path, local, outcome):
    survey = committed(tmp_path)
    text = sample(tmp_path, "coverage.json").read_text().replace("2026-03-02T10:15:00", local)
    made = {"commit": survey.subject.commit}
    assert read(survey, artefact(tmp_path, "c.json", text, made)).outcome is outcome


def test_without_git_a_commit_binds_nothing(tmp_path):
    evidence = read(plain(tmp_path), sample(tmp_path, PASSED, {"commit": "a" * 40}))
    assert evidence.outcome is Outcome.UNAVAILABLE
    assert "only a tree digest binds it" in evidence.message


@pytest.mark.parametrize("prefix", ["", "sha256:"])
def test_a_tree_digest_binds_without_git(tmp_path, prefix):
    survey = plain(tmp_path)
    made = {"tree": prefix + survey.subject.tree}
    assert read(survey, sample(tmp_path, PASSED, made)).outcome is Outcome.HOLDS


def test_the_digest_of_another_tree_does_not_bind_even_with_the_right_commit(tmp_path):
    survey = committed(tmp_path)
    made = {"tree": "b" * 64, "commit": survey.subject.commit}
    assert read(survey, sample(tmp_path, PASSED, made)).outcome is Outcome.UNAVAILABLE


@pytest.mark.parametrize("name", ["commit", "seatrial.commit"])
def test_junit_may_state_its_commit_as_a_property(tmp_path, name):
    survey = committed(tmp_path)
    said = f'<properties><property name="{name}" value="{survey.subject.commit}"/></properties>'
    text = sample(tmp_path, PASSED).read_text().replace("<testcase", said + "<testcase", 1)
    assert read(survey, artefact(tmp_path, "j.xml", text)).outcome is Outcome.HOLDS


def test_suites_of_two_commits_in_one_file_are_of_neither(tmp_path):
    survey = committed(tmp_path)
    suites = "".join(
        f"<testsuite timestamp='{AFTER}'><properties><property name='commit' value='{c}'/>"
        "</properties><testcase name='a'/></testsuite>"
        for c in (survey.subject.commit, "b" * 40)
    )
    path = artefact(tmp_path, "j.xml", f"<testsuites>{suites}</testsuites>")
    assert read(survey, path).outcome is Outcome.UNAVAILABLE


def test_a_failure_that_is_of_another_commit_does_not_fail_this_one(tmp_path):
    evidence = read(
        committed(tmp_path), sample(tmp_path, "pytest-failed.xml", {"commit": "a" * 40})
    )
    assert evidence.outcome is Outcome.UNAVAILABLE
