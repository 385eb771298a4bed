"""The two examples, judged against what is known of them (examples/truth.json)."""

import json

import pytest

from seatrial.evidence.collectors.delivery import DELIVERY, ci_present, ci_runs_tests
from seatrial.evidence.collectors.docs import DOCS
from seatrial.evidence.collectors.docs.licences import licence_texts
from seatrial.evidence.collectors.startup import STARTUP
from seatrial.evidence.collectors.supply import SUPPLY, actions_pinned, locked
from seatrial.evidence.model import Evidence
from seatrial.evidence.survey import Survey
from tests.trees import EXAMPLES, survey_folder

TRUTH = json.loads((EXAMPLES / "truth.json").read_text())
COLLECTORS = (*DOCS, *STARTUP, *SUPPLY, *DELIVERY)
REPOS = sorted(TRUTH["repos"])
# Kinds of defects that these areas look for, and the check that finds them.
KINDS = {
    "docker-root": "delivery.container-non-root",
    "readme-broken-link": "docs.links-resolve",
    "license-removed": "docs.licence-file",
}
DEFECTS = [d for d in TRUTH["defects"] if d["kind"] in KINDS]


@pytest.fixture(scope="module")
def surveys(tmp_path_factory) -> dict[str, Survey]:
    return {r: survey_folder(EXAMPLES / r, tmp_path_factory.mktemp("state")) for r in REPOS}


@pytest.fixture(scope="module")
def evidence(surveys) -> dict[str, list[Evidence]]:
    return {r: [e for c in COLLECTORS for e in c.collect(s)] for r, s in surveys.items()}


def of_check(evidence: list[Evidence], check: str) -> list[Evidence]:
    return [e for e in evidence if e.check == check]


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda d: d["id"])
def test_each_known_defect_is_found_at_its_lines(evidence, defect):
    found = [
        (place.path, place.line_start, place.line_end)
        for e in of_check(evidence[defect["repo"]], KINDS[defect["kind"]])
        if e.outcome == "FAILS"
        for place in e.places
    ]

    if defect["line_start"]:
        assert (defect["file"], defect["line_start"], defect["line_end"]) in found
    else:
        assert found == [("README.md", 43, 43)]


def test_nothing_else_in_the_bad_example_weighs_medium_or_more(evidence):
    severities = {c.CHECK.id: c.CHECK.severity for c in COLLECTORS}
    heavy = {
        e.check
        for e in evidence["parcelgate"]
        if e.outcome == "FAILS" and (e.severity or severities[e.check]).rank >= 2
    }

    assert heavy == {*KINDS.values(), "supply.locked"}


def test_nothing_fails_in_the_good_example(evidence):
    assert {str(e.outcome) for e in evidence["berthbook"]} == {"HOLDS", "NOT_APPLICABLE"}


@pytest.mark.parametrize("repo", REPOS)
def test_no_place_is_a_decoy(evidence, repo):
    failing = {
        (place.path, place.line_start)
        for e in evidence[repo]
        if e.outcome == "FAILS"
        for place in e.places
    }
    decoys = {(d["file"], d["line_start"]) for d in TRUTH["decoys"] if d["repo"] == repo}

    assert not failing & decoys


@pytest.mark.parametrize("repo", REPOS)
def test_facts_are_seen_as_they_are(surveys, repo):
    survey, facts = surveys[repo], TRUTH["facts"][repo]
    known = [text.licence for text in licence_texts(survey)]

    assert known == ([facts["license"]] if facts["license"] else [])
    assert survey.project.version.value == facts["version"]
    assert survey.project.requires_python.value == facts["requires_python"]
    assert facts["ci"] in ci_present.collect(survey)[0].message
    assert (ci_runs_tests.collect(survey)[0].outcome == "HOLDS") == facts["ci_runs_tests"]
    assert (actions_pinned.collect(survey)[0].outcome == "HOLDS") == facts["actions_sha_pinned"]


@pytest.mark.parametrize("repo", REPOS)
def test_facts_of_locks_and_containers_stand_in_the_messages(surveys, evidence, repo):
    facts = TRUTH["facts"][repo]
    (lock,) = locked.collect(surveys[repo])
    (user,) = of_check(evidence[repo], "delivery.container-non-root")

    assert repr(facts["lock_file"] or facts["pinned_requirements"]) in lock.message
    assert (lock.outcome == "HOLDS") == bool(facts["lock_file"])
    assert f"runs as {facts['container_user']}" in user.message.replace("'", "")


@pytest.mark.parametrize("repo", REPOS)
def test_links_hold_where_they_are_known_to(evidence, repo):
    outcomes = {str(e.outcome) for e in of_check(evidence[repo], "docs.links-resolve")}

    assert outcomes == ({"HOLDS"} if TRUTH["facts"][repo]["readme_links_ok"] else {"FAILS"})


@pytest.mark.parametrize("repo", REPOS)
def test_each_check_is_answered_in_one_of_the_four_ways(evidence, repo):
    for collector in COLLECTORS:
        found = [str(e.outcome) for e in of_check(evidence[repo], collector.CHECK.id)]
        assert found in (["HOLDS"], ["NOT_APPLICABLE"]) or (
            found and set(found) <= {"FAILS", "UNAVAILABLE"}
        )
