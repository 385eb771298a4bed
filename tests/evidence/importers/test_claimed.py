"""A result that lies in the repository is its own word."""

import pytest

from seatrial.evidence.importers import claims_in_tree, import_artefacts
from seatrial.evidence.model import Outcome, Tier
from tests.evidence.importers.trees import SAMPLES, committed, sample


def tree(tmp_path, path, name):
    """A committed tree that holds a sample."""
    return committed(tmp_path, {"app.py": "x = 1\n", path: (SAMPLES / name).read_text()})


@pytest.mark.parametrize(
    ("path", "name", "checks"),
    [
        ("reports/junit.xml", "pytest-passed.xml", ["tests.suite-passes"]),
        ("coverage.xml", "cobertura.xml", ["tests.coverage-measured"]),
        (
            "load/wrk.txt",
            "wrk.txt",
            ["load.latency-measured", "load.error-rate-measured", "load.soak-measured"],
        ),
        ("ops/drill.json", "drill.json", ["recovery.drill-passed"]),
    ],
)
def test_a_result_in_the_repository_is_named_as_a_claim(tmp_path, path, name, checks):
    claims = claims_in_tree(tree(tmp_path, path, name), [])
    assert [c.check for c in claims] == checks
    assert {(c.outcome, c.tier) for c in claims} == {(Outcome.UNAVAILABLE, Tier.CLAIMED)}
    assert claims[0].message.startswith(f"{path!r} in the repository (")
    assert [p.path for p in claims[0].places] == [path]
    assert claims[0].metric == {}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("tests/fixtures/junit.xml", "pytest-passed.xml"),
        ("scan.sarif", "scan.sarif"),  # nobody must bring one, so nothing waits for it
        ("coverage.json", "bom.json"),
        ("load.txt", "scan.sarif"),
        ("notes.xml", "pytest-passed.xml"),
    ],
)
def test_what_is_no_such_result_is_passed_over(tmp_path, path, name):
    assert claims_in_tree(tree(tmp_path, path, name), []) == []


def test_what_was_imported_needs_no_claim(tmp_path):
    survey = tree(tmp_path, "junit.xml", "pytest-passed.xml")
    made = {"commit": survey.subject.commit}
    found = import_artefacts(survey, [sample(tmp_path, "pytest-passed.xml", made)])
    assert found[0].outcome is Outcome.HOLDS
    assert claims_in_tree(survey, found) == []
