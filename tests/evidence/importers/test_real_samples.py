"""What the tools themselves wrote, as samples/real/README.md tells: each is read as it stands."""

import pytest

from seatrial.errors import UsageError
from seatrial.evidence.importers import import_artefacts
from seatrial.evidence.importers.take import check_artefacts
from seatrial.evidence.model import Outcome
from tests.evidence.importers.trees import SAMPLES, artefact, committed, sample
from tests.trees import survey_of

REAL = SAMPLES / "real"
LATER = "2026-12-02T10:20:00Z"
HOLDS, FAILS, UNAVAILABLE = Outcome.HOLDS, Outcome.FAILS, Outcome.UNAVAILABLE
FERRY = {
    "src/ferry/__init__.py": "",
    "src/ferry/fare.py": "x = 1\n" * 23,
    "src/lint.js": "x\n" * 4,
    ".github/workflows/ci.yml": "x: 1\n" * 9,
}
LEFT_OUT = ("README.md", "locust_failures.csv", "locust_exceptions.csv")


def imported(tmp_path, name, files=None):
    survey = survey_of(tmp_path, files or FERRY)
    made = {"tree": survey.subject.tree, "produced_at": LATER}
    return import_artefacts(survey, [sample(tmp_path, f"real/{name}", made, as_name=name)])


@pytest.mark.parametrize(
    ("name", "outcome", "counts"),
    [
        ("pytest-xunit1.xml", HOLDS, (4, 0, 0, 0)),
        ("pytest-failed.xml", FAILS, (10, 2, 2, 2)),
        ("surefire.xml", FAILS, (5, 1, 0, 1)),
        ("gotestsum.xml", FAILS, (6, 3, 0, 1)),
        ("vitest.xml", FAILS, (7, 3, 0, 2)),
        ("jest-junit.xml", FAILS, (3, 1, 0, 1)),
        ("node-test.xml", FAILS, (4, 1, 0, 2)),
    ],
)
def test_a_suite_s_cases_are_counted(tmp_path, name, outcome, counts):
    [evidence] = imported(tmp_path, name)
    assert evidence.outcome is outcome
    names = ("tests", "failures", "errors", "skipped")
    assert evidence.metric == dict(zip(names, counts, strict=True))


def test_a_package_that_go_cannot_build_fails_and_its_empty_date_makes_nothing_old(tmp_path):
    survey = committed(tmp_path, {"fare.go": "package ferry\n"})
    path = sample(tmp_path, "real/gotestsum.xml", {"commit": survey.subject.commit}, as_name="j")
    [evidence] = import_artefacts(survey, [path])
    assert evidence.outcome is FAILS
    assert "TestMain" in evidence.message
    assert evidence.produced_at.isoformat() == "2026-11-21T22:03:47+00:00"


def test_a_failure_that_node_was_told_to_expect_fails_nothing(tmp_path):
    [evidence] = imported(tmp_path, "node-test.xml")
    assert evidence.message == "1 of 4 tests failed: test.dogs"


@pytest.mark.parametrize(
    ("name", "percent", "files"),
    [
        ("coverage-py.json", 71.42, 3),  # with branches
        ("coverage-py.xml", 70.58, 3),
        ("coverage-py.lcov", 70.58, 3),
        ("c8.info", 66.66, 1),
        ("c8-cobertura.xml", 66.66, 1),
        ("nyc.info", 80.0, 2),
        ("nyc-cobertura.xml", 80.0, 2),
        ("jacoco.xml", 85.71, 1),
    ],
)
def test_coverage_is_measured(tmp_path, name, percent, files):
    [evidence] = imported(tmp_path, name)
    assert (evidence.check, evidence.outcome) == ("tests.coverage-measured", HOLDS)
    assert evidence.metric == {"overall_percent": percent, "files": files}


@pytest.mark.parametrize(
    ("name", "p99_ms", "error_percent", "requests"),
    [
        ("k6-summary-export.json", 169.305, 5.0314, 159),
        ("k6-handle-summary.json", 169.305, 5.0314, 159),
        ("k6-points.json", 163.708, 4.0, 25),
        ("locust_stats.csv", 160, 4.9563, 343),
        ("locust.json", 160, 4.9479, 384),
        ("wrk.txt", 164.26, 4.6413, 237),
        ("hey.txt", 220.3, 5.0, 400),
        ("ab.txt", 203, 5.0, 400),
        ("jmeter.jtl", 51, 8.3333, 24),
        ("jmeter-whole-pages.jtl", 167, 4.1667, 24),
        ("jmeter-whole-pages.xml", 165, 4.1667, 24),
    ],
)
def test_load_gives_latency_and_error_rate(tmp_path, name, p99_ms, error_percent, requests):
    latency, errors = imported(tmp_path, name)
    assert (latency.check, latency.outcome) == ("load.latency-measured", HOLDS)
    assert latency.metric == {"p99_ms": pytest.approx(p99_ms, abs=1e-3), "requests": requests}
    assert errors.metric["error_percent"] == pytest.approx(error_percent, abs=1e-3)


def test_k6_s_single_requests_state_when_they_were_made(tmp_path):
    latency, _ = imported(tmp_path, "k6-points.json")
    assert latency.produced_at.isoformat() == "2026-11-21T22:03:47.466835+00:00"


def test_hey_without_percentiles_gives_errors_alone(tmp_path):
    latency, errors = imported(tmp_path, "hey-few.txt")
    assert (latency.outcome, errors.outcome) == (UNAVAILABLE, HOLDS)
    latency, errors = imported(tmp_path / "refused", "hey-refused.txt")
    assert (latency.outcome, errors.metric["error_percent"]) == (UNAVAILABLE, 100)


def test_a_benchmark_names_the_commit_and_when(tmp_path):
    survey = committed(tmp_path)
    text = (REAL / "pytest-benchmark.json").read_text()
    bound = text.replace(text.partition('"id": "')[2][:40], survey.subject.commit)
    [latency] = import_artefacts(survey, [artefact(tmp_path, "b.json", bound)])
    assert (latency.outcome, latency.metric["rounds"]) == (HOLDS, 20)


@pytest.mark.parametrize(
    ("name", "path", "findings"),
    [
        ("ruff.sarif", "src/ferry/fare.py", 3),
        ("bandit.sarif", "src/ferry/fare.py", 2),
        ("eslint.sarif", "src/lint.js", 2),
        ("zizmor.sarif", ".github/workflows/ci.yml", 2),
    ],
)
def test_a_finding_of_another_scanner_stands_at_its_line_of_the_tree(
    tmp_path, name, path, findings
):
    """ruff and ESLint write where the checkout was: `file:///home/ci/ferry/src/…`."""
    found = imported(tmp_path, name)
    assert [e.outcome for e in found] == [FAILS] * findings
    assert {p.path for e in found for p in e.places} == {path}


def test_an_absolute_path_of_another_checkout_is_not_taken_for_a_file_of_this_one(tmp_path):
    found = imported(tmp_path, "ruff.sarif", {"old/fare.py": "x = 1\n" * 30})
    assert all(not e.places and "which is not in the tree" in e.message for e in found)


@pytest.mark.parametrize(
    ("name", "lock", "components"),
    [
        ("cyclonedx-py.json", {"requirements.txt": "click==8.1.7\n"}, 2),
        ("cyclonedx-py.xml", {"requirements.txt": "click==8.1.7\n"}, 2),
        ("cyclonedx-npm.json", {"a.js": "1\n"}, 2),
        ("cyclonedx-npm.xml", {"a.js": "1\n"}, 2),
    ],
)
def test_a_bill_is_compared_with_the_lock(tmp_path, name, lock, components):
    [evidence] = imported(tmp_path, name, lock)
    assert (evidence.outcome, evidence.metric) == (HOLDS, {"components": components})


@pytest.mark.parametrize("name", ["cyclonedx-npm.json", "cyclonedx-npm.xml"])
def test_a_bill_of_npm_names_scoped_packages(tmp_path, name):
    rows = '"node_modules/@types/ms": {"version": "2.0.0"}, "node_modules/ms": {"version": "2.1.3"}'
    lock = f'{{"packages": {{"": {{}}, {rows}}}}}'
    [evidence] = imported(tmp_path, name, {"package-lock.json": lock})
    assert evidence.message == "'@types/ms' is locked at 2.0.0 and 2.1.0 in the bill"


def test_a_bill_that_maven_made_of_a_project_without_dependencies_says_nothing(tmp_path):
    [evidence] = imported(tmp_path, "cyclonedx-maven.json", {"a.txt": "1\n"})
    assert evidence.outcome is UNAVAILABLE


@pytest.mark.parametrize("name", LEFT_OUT[1:])
def test_the_other_files_of_locust_are_refused_by_their_name(tmp_path, name):
    with pytest.raises(UsageError, match=r"only the one ending in '_stats\.csv' is read"):
        imported(tmp_path, name)


@pytest.mark.parametrize(
    "name",
    sorted(p.name for p in REAL.iterdir() if p.name not in LEFT_OUT and p.suffix != ".txt"),
)
def test_a_file_that_was_cut_off_is_refused(tmp_path, name):
    content = (REAL / name).read_bytes()
    for length in range(1, len(content.rstrip()), max(1, len(content) // 20)):
        if not content[:length].endswith((b"\n", b"end_of_record")):
            with pytest.raises(UsageError, match="cut"):
                check_artefacts([artefact(tmp_path, "cut", content[:length])])
