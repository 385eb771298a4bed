import pytest

from seatrial.evidence.collectors.python_rules import evidence_of_rules
from seatrial.evidence.model import Outcome
from seatrial.evidence.python.rules import RULES
from tests.evidence.observed import example, lines, outcomes
from tests.trees import survey_of

CHECKS = {rule.CHECK.id for rule in RULES}
LATE = "import requests\n\ndef f():\n    requests.get(url)\n"


def of(check, evidence):
    return [e for e in evidence if e.check == check]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a.py": "x = 1\n"}, ["HOLDS"]),
        ({"a.py": LATE}, ["FAILS"]),
        ({"a.py": LATE, "b.py": "def f(:\n"}, ["FAILS", "UNAVAILABLE"]),
        ({"a.py": "x = 1\n", "b.py": "def f(:\n"}, ["UNAVAILABLE"]),
        ({"examples/a.py": LATE, "b.py": "x = 1\n"}, ["HOLDS"]),
        ({"tests/test_a.py": LATE, "b.py": "x = 1\n"}, ["HOLDS"]),
        ({"Main.kt": "package main\n"}, ["UNAVAILABLE"]),
        ({"README.md": "# A\n"}, ["NOT_APPLICABLE"]),
    ],
)
def test_a_rule_answers_once_or_fails_at_places(tmp_path, files, expected):
    evidence = evidence_of_rules(survey_of(tmp_path, files))
    assert outcomes(of("recovery.timeouts-set", evidence)) == expected
    assert {e.check for e in evidence} == CHECKS


def test_a_rule_on_tests_does_not_speak_of_the_program(tmp_path):
    sleeps = "import time\n\ndef test_x():\n    time.sleep(3)\n"
    files = {"a.py": sleeps, "tests/test_a.py": sleeps}
    evidence = of("tests.no-sleep", evidence_of_rules(survey_of(tmp_path, files)))
    assert lines(evidence) == [("tests/test_a.py", 4, 4)]


def test_the_defects_of_parcelgate_are_found_at_their_lines(tmp_path):
    evidence = evidence_of_rules(example("parcelgate", tmp_path))
    failing = [e for e in evidence if e.outcome is Outcome.FAILS]
    assert {e.check: lines(of(e.check, failing)) for e in failing} == {
        "recovery.errors-not-swallowed": [("parcelgate/db.py", 59, 60)],
        "recovery.retries-bounded": [("parcelgate/carrier.py", 22, 27)],
        "security.sql-parameterised": [
            ("parcelgate/db.py", 42, 42),
            ("parcelgate/db.py", 43, 43),
        ],
    }


def test_no_rule_finds_anything_in_berthbook(tmp_path):
    evidence = evidence_of_rules(example("berthbook", tmp_path))
    assert outcomes(evidence) == ["HOLDS"] * len(RULES)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a_test.go": "package a\n\nfunc TestA(t *testing.T) { {} }\n"}, ["FAILS"]),
        ({"a.go": "package a\n\nfunc f(t *testing.T) { {} }\n"}, ["NOT_APPLICABLE"]),
        ({"a_test.go": "package a\n", "b_test.go": "package a\nfunc {\n"}, ["UNAVAILABLE"]),
        ({"tests/a_test.kt": "package a\n"}, ["UNAVAILABLE"]),
    ],
)
def test_a_comparison_with_itself_is_judged_in_tests_of_other_languages(tmp_path, files, expected):
    files = {path: text.replace("{}", "assert.Equal(t, a, a)") for path, text in files.items()}
    evidence = evidence_of_rules(survey_of(tmp_path, files))
    assert outcomes(of("tests.compared-with-another", evidence)) == expected
