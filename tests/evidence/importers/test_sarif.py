"""Results of other scanners: what weighs, where it points, and what says nothing."""

import json

import pytest

from seatrial.evidence.importers import import_artefacts
from seatrial.evidence.model import Outcome, Severity, Tier
from tests.evidence.importers.trees import artefact, committed, sample
from tests.trees import survey_of

LATER = "2026-03-02T10:20:00Z"


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    return committed(tmp_path_factory.mktemp("committed"))


def log(survey, rules=(), **run):
    driver = {"name": "tool", "rules": list(rules)}
    body = {
        "tool": {"driver": driver},
        "versionControlProvenance": [{"revisionId": survey.subject.commit}],
        "invocations": [{"executionSuccessful": True, "endTimeUtc": LATER}],
        **run,
    }
    return json.dumps({"version": "2.1.0", "runs": [body]})


def found(tmp_path, survey, *results, rules=(), **run):
    text = log(survey, rules, **{"results": results, **run})
    return import_artefacts(survey, [artefact(tmp_path, "s", text)])


def severities(evidence):
    return [e.severity for e in evidence if e.outcome is Outcome.FAILS]


def test_each_result_that_weighs_is_a_finding_at_its_place(tmp_path, survey):
    path = sample(tmp_path, "scan.sarif", {"commit": survey.subject.commit})
    grave, mild = import_artefacts(survey, [path])
    assert (grave.check, grave.outcome) == ("security.external-scan", Outcome.FAILS)
    assert (grave.severity, mild.severity) == (Severity.HIGH, Severity.MEDIUM)
    assert grave.message.startswith("CodeQL py/sql-injection: This SQL query depends")
    [place] = grave.places
    assert (place.path, place.line_start, place.quote) == ("src/berthbook/app.py", 1, "x = 1")
    assert grave.tier is Tier.EXECUTED
    assert grave.metric == {"results": 2, "notes": 2}
    assert grave.produced_at.isoformat() == "2026-03-02T10:12:00+00:00"


def test_a_place_outside_of_the_tree_is_named_and_not_cited(tmp_path, survey):
    path = sample(tmp_path, "scan.sarif", {"commit": survey.subject.commit})
    mild = import_artefacts(survey, [path])[1]
    assert mild.places == ()
    assert "(at 'build/gone.py', line 7, which is not in the tree)" in mild.message


def test_a_scan_that_found_nothing_holds(tmp_path, survey):
    [evidence] = found(tmp_path, survey)
    assert (evidence.outcome, evidence.severity) == (Outcome.HOLDS, None)
    assert evidence.message == "tool: 0 results that weigh, 0 others"


@pytest.mark.parametrize(
    ("level", "score", "severity"),
    [
        ("error", None, Severity.HIGH),
        ("warning", None, Severity.MEDIUM),
        (None, None, Severity.MEDIUM),  # the default of the format
        ("warning", "9.1", Severity.CRITICAL),
        ("warning", "7.0", Severity.HIGH),
        ("error", "4.2", Severity.MEDIUM),
        ("error", 2.5, Severity.LOW),
        ("error", "grave", Severity.HIGH),
    ],
)
def test_the_score_outweighs_the_level(tmp_path, survey, level, score, severity):
    rule = {"id": "R1", "properties": {} if score is None else {"security-severity": score}}
    result = {"ruleId": "R1", "message": {"text": "t"}, "level": level}
    assert severities(found(tmp_path, survey, result, rules=[rule])) == [severity]


@pytest.mark.parametrize(
    "more",
    [
        {"level": "note"},
        {"level": "none"},
        {"level": "note", "properties": {"security-severity": "9.8"}},
        {"kind": "review"},
        {"kind": "open"},
        {"kind": "pass"},
        {"kind": "notApplicable"},
        {"baselineState": "absent"},
        {"level": "error", "suppressions": [{"kind": "external"}]},
    ],
)
def test_what_is_a_note_or_left_to_a_person_never_fails(tmp_path, survey, more):
    [evidence] = found(tmp_path, survey, {"message": {"text": "t"}, **more})
    assert evidence.outcome is Outcome.HOLDS


@pytest.mark.parametrize(
    "suppression", [{"kind": "inSource"}, {"kind": "external", "status": "rejected"}]
)
def test_a_mark_in_the_source_hides_nothing(tmp_path, survey, suppression):
    result = {"level": "error", "message": {"text": "t"}, "suppressions": [suppression]}
    assert severities(found(tmp_path, survey, result)) == [Severity.HIGH]


def test_a_rule_of_an_extension_is_found_by_its_index(tmp_path, survey):
    rule = {"id": "X", "properties": {"security-severity": "9.9"}}
    tool = {"driver": {"name": "tool"}, "extensions": [{"name": "pack", "rules": [rule]}]}
    reference = {"index": 0, "toolComponent": {"index": 0}}
    result = {"rule": reference, "message": {"text": "t"}}
    assert severities(found(tmp_path, survey, result, tool=tool)) == [Severity.CRITICAL]


@pytest.mark.parametrize(
    ("run", "why"),
    [
        ({"results": None}, "tool lists no results"),
        ({"invocations": [{"executionSuccessful": False, "endTimeUtc": LATER}]}, "did not finish"),
    ],
)
def test_a_scan_that_did_not_finish_says_nothing(tmp_path, survey, run, why):
    [evidence] = found(tmp_path, survey, **run)
    assert evidence.outcome is Outcome.UNAVAILABLE
    assert why in evidence.message


def test_a_scan_of_another_commit_is_a_claim(tmp_path, survey):
    provenance = [{"revisionId": "b" * 40}]
    result = {"level": "error", "message": {"text": "t"}}
    [evidence] = found(tmp_path, survey, result, versionControlProvenance=provenance)
    assert (evidence.outcome, evidence.tier) == (Outcome.UNAVAILABLE, Tier.CLAIMED)


def test_of_a_flood_the_worst_are_told_and_the_rest_counted(tmp_path, survey):
    mild = [{"level": "warning", "message": {"text": f"m{n}"}} for n in range(400)]
    evidence = found(tmp_path, survey, *mild, {"level": "error", "message": {"text": "grave"}})
    assert len(evidence) == 301
    assert evidence[0].severity is Severity.HIGH
    assert evidence[-1].message == "101 more results, none worse than medium"


def test_a_secret_of_the_tree_is_not_repeated_in_a_claim(tmp_path):
    secret = "ghp_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5"
    survey = survey_of(tmp_path, {"app.py": f'TOKEN = "{secret}"\n'})
    result = {"level": "error", "message": {"text": f"found {secret}"}}
    run = {"tool": {"driver": {"name": "t"}}, "results": [result]}
    text = json.dumps({"version": "2.1.0", "runs": [run]})
    made = {"tree": survey.subject.tree, "produced_at": LATER}
    [evidence] = import_artefacts(survey, [artefact(tmp_path, "s", text, made)])
    assert secret not in evidence.message
