"""What each kind of artefact says of its check."""

import json

import pytest

from seatrial.evidence.importers import EXECUTED, import_artefacts
from seatrial.evidence.model import Outcome, Tier
from tests.evidence.importers.trees import artefact, committed, sample

LATER = "2026-03-02T10:20:00Z"


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    return committed(tmp_path_factory.mktemp("committed"))


@pytest.fixture
def made(survey):
    return {"commit": survey.subject.commit, "produced_at": LATER}


def drill(made, runs, kind="recovery"):
    body = {"schema": "seatrial.drill/1", "kind": kind, "produced_at": LATER, "runs": runs}
    return json.dumps({**body, "subject": {"commit": made["commit"]}})


def suite(*cases, head=""):
    return f"<testsuites><testsuite name='s'>{head}{''.join(cases)}</testsuite></testsuites>"


def test_the_checks_are_executed_ones_that_say_how_to_close_them():
    assert {c.tier for c in EXECUTED} == {Tier.EXECUTED}
    assert {c.producers for c in EXECUTED} == {("import",)}
    assert all(c.closes and c.given_by for c in EXECUTED)


def test_no_artefact_gives_no_evidence(survey):
    assert import_artefacts(survey, []) == []


def test_a_suite_that_passed_holds(tmp_path, survey, made):
    [evidence] = import_artefacts(survey, [sample(tmp_path, "pytest-passed.xml", made)])
    assert (evidence.check, evidence.outcome) == ("tests.suite-passes", Outcome.HOLDS)
    assert evidence.metric == {"tests": 12, "failures": 0, "errors": 0, "skipped": 0}
    assert evidence.tier is Tier.EXECUTED
    assert evidence.message == "12 tests ran and passed"
    assert evidence.producer.name == "import"


def test_a_suite_with_a_failure_fails_and_names_the_test(tmp_path, survey, made):
    [evidence] = import_artefacts(survey, [sample(tmp_path, "pytest-failed.xml", made)])
    assert evidence.outcome is Outcome.FAILS
    assert evidence.message == "1 of 7 tests failed: tests.test_app.test_unknown_parcel"
    assert evidence.metric["skipped"] == 1


def test_an_error_in_a_fixture_is_a_failure(tmp_path, survey, made):
    cases = [f"<testcase name='t{n}'><error/></testcase>" for n in range(5)]
    [evidence] = import_artefacts(survey, [artefact(tmp_path, "j.xml", suite(*cases), made)])
    assert evidence.outcome is Outcome.FAILS
    assert evidence.message == "5 of 5 tests failed: t0, t1, t2 and 2 more"


@pytest.mark.parametrize("cases", [[], ["<testcase name='a'><skipped/></testcase>"]])
def test_a_suite_in_which_nothing_ran_does_not_hold(tmp_path, survey, made, cases):
    [evidence] = import_artefacts(survey, [artefact(tmp_path, "j.xml", suite(*cases), made)])
    assert evidence.outcome is Outcome.UNAVAILABLE
    assert "no test that ran" in evidence.message


def test_the_totals_in_the_attributes_are_not_believed(tmp_path, survey, made):
    text = suite("<testcase name='a'><failure/></testcase>").replace(
        "<testsuite ", "<testsuite tests='9' failures='0' "
    )
    [evidence] = import_artefacts(survey, [artefact(tmp_path, "j.xml", text, made)])
    assert evidence.outcome is Outcome.FAILS


def test_coverage_of_lines_and_branches_is_measured(tmp_path, survey, made):
    [evidence] = import_artefacts(survey, [sample(tmp_path, "coverage.json", made)])
    assert (evidence.check, evidence.outcome) == ("tests.coverage-measured", Outcome.HOLDS)
    assert evidence.metric == {"overall_percent": 88.52, "files": 5}


def test_coverage_in_cobertura_is_counted_by_lines(tmp_path, survey, made):
    [evidence] = import_artefacts(survey, [sample(tmp_path, "cobertura.xml", made)])
    assert evidence.metric == {"overall_percent": 87.87, "files": 5}


@pytest.mark.parametrize("name", ["coverage.json", "cobertura.xml"])
def test_critical_paths_are_measured_on_their_own(tmp_path, survey, made, name):
    path = sample(tmp_path, name, made)
    [evidence] = import_artefacts(survey, [path], critical=["src/berthbook/store.py"])
    assert evidence.metric["critical_percent"] == 100.0


def test_critical_paths_that_nobody_measured_are_not_passed_over(tmp_path, survey, made):
    path = sample(tmp_path, "coverage.json", made)
    [evidence] = import_artefacts(survey, [path], critical=["src/payments/**"])
    assert evidence.outcome is Outcome.UNAVAILABLE
    assert "'src/payments/**'" in evidence.message


def test_coverage_of_nothing_does_not_hold(tmp_path, survey, made):
    text = json.dumps({"meta": {"timestamp": LATER}, "files": {}, "totals": {}})
    [evidence] = import_artefacts(survey, [artefact(tmp_path, "c.json", text, made)])
    assert evidence.outcome is Outcome.UNAVAILABLE


def test_a_share_is_rounded_down(tmp_path, survey, made):
    summary = {"covered_lines": 74_999, "num_statements": 100_000}
    files = {"a.py": {"summary": summary}}
    text = json.dumps({"meta": {}, "files": files, "totals": {}})
    [evidence] = import_artefacts(survey, [artefact(tmp_path, "c.json", text, made)])
    assert evidence.metric["overall_percent"] == 74.99


def test_load_gives_latency_and_error_rate(tmp_path, survey, made):
    latency, errors = import_artefacts(survey, [sample(tmp_path, "k6-summary-export.json", made)])
    assert (latency.check, errors.check) == ("load.latency-measured", "load.error-rate-measured")
    assert latency.metric == {"p99_ms": 187.5, "requests": 18000}
    assert errors.metric == {"error_percent": 0.3, "requests": 18000}


def test_a_long_run_gives_soak_as_well(tmp_path, survey, made):
    found = import_artefacts(survey, [sample(tmp_path, "k6-handle-summary.json", made)])
    soak = next(e for e in found if e.check == "load.soak-measured")
    assert len(found) == 3
    assert soak.outcome is Outcome.HOLDS
    assert soak.metric["error_percent"] == 0.05
    assert soak.metric["minutes"] == pytest.approx(60, abs=0.1)


def test_load_without_p99_establishes_no_latency(tmp_path, survey, made):
    text = (sample(tmp_path, "k6-summary-export.json")).read_text().replace("p(99)", "p(99.9)")
    found = import_artefacts(survey, [artefact(tmp_path, "k.json", text, made)])
    assert [e.outcome for e in found] == [Outcome.UNAVAILABLE, Outcome.HOLDS]
    assert "--summary-trend-stats" in found[0].message


def test_a_run_without_requests_establishes_nothing(tmp_path, survey, made):
    text = json.dumps({"metrics": {"iterations": {"count": 5}}, "root_group": {}})
    found = import_artefacts(survey, [artefact(tmp_path, "k.json", text, made)])
    assert {e.outcome for e in found} == {Outcome.UNAVAILABLE}
    assert {e.metric == {} for e in found} == {True}


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-1", "true", '"fast"'])
def test_a_number_that_is_none_is_not_a_measurement(tmp_path, survey, made, value):
    text = (sample(tmp_path, "k6-summary-export.json")).read_text().replace("187.5", value)
    latency = import_artefacts(survey, [artefact(tmp_path, "k.json", text, made)])[0]
    assert latency.outcome is Outcome.UNAVAILABLE


def test_a_drill_in_which_all_recovered_holds(tmp_path, survey, made):
    [evidence] = import_artefacts(survey, [sample(tmp_path, "drill.json", made)])
    assert (evidence.check, evidence.outcome) == ("recovery.drill-passed", Outcome.HOLDS)
    assert evidence.metric == {"slowest_seconds": 31.0, "runs": 2}


def test_a_drill_with_a_service_that_stayed_down_fails(tmp_path, survey, made):
    runs = [{"name": "kill", "seconds": 9, "recovered": False}]
    [evidence] = import_artefacts(survey, [artefact(tmp_path, "d", drill(made, runs))])
    assert evidence.outcome is Outcome.FAILS
    assert evidence.message == "1 of 1 runs did not get there: 'kill'"


def test_a_drill_without_runs_does_not_hold(tmp_path, survey, made):
    [evidence] = import_artefacts(survey, [artefact(tmp_path, "d", drill(made, []))])
    assert evidence.outcome is Outcome.UNAVAILABLE


def test_a_bootstrap_is_timed(tmp_path, survey, made):
    runs = [{"name": "laptop", "seconds": 240, "recovered": True}]
    text = drill(made, runs, kind="bootstrap")
    [evidence] = import_artefacts(survey, [artefact(tmp_path, "b.json", text)])
    assert (evidence.check, evidence.outcome) == ("startup.bootstrap-timed", Outcome.HOLDS)
    assert evidence.metric["slowest_seconds"] == 240


def test_a_secret_in_a_test_name_is_not_repeated(tmp_path, survey, made):
    text = suite(f"<testcase name='{'n' * 5000}'><failure/></testcase>")
    [evidence] = import_artefacts(survey, [artefact(tmp_path, "j.xml", text, made)])
    assert len(evidence.message) < 200


def test_one_import_gives_one_observation_a_check(tmp_path, survey, made):
    paths = [
        sample(tmp_path, "pytest-passed.xml", made),
        sample(tmp_path, "pytest-failed.xml", made),
        sample(tmp_path, "coverage.json", made),
        sample(tmp_path, "cobertura.xml", made),
    ]
    suite_passes, coverage = import_artefacts(survey, paths)
    assert suite_passes.outcome is Outcome.FAILS
    assert coverage.metric["overall_percent"] == 87.87
    assert len(coverage.producer.sha256) == 64


def test_of_several_measurements_the_worst_counts(tmp_path, survey, made):
    slow = (sample(tmp_path, "k6-summary-export.json")).read_text().replace("187.5", "900")
    paths = [
        sample(tmp_path, "k6-summary-export.json", made),
        artefact(tmp_path, "slow.json", slow, made),
    ]
    for order in (paths, paths[::-1]):
        assert import_artefacts(survey, order)[0].metric["p99_ms"] == 900


def test_one_artefact_that_does_not_count_keeps_the_check_open(tmp_path, survey, made):
    paths = [
        sample(tmp_path, "pytest-passed.xml", made),
        sample(tmp_path, "pytest-passed.xml", {"commit": "0" * 40}, as_name="other.xml"),
    ]
    [evidence] = import_artefacts(survey, paths)
    assert evidence.outcome is Outcome.UNAVAILABLE
    assert evidence.message.startswith("'other.xml': it was made for commit '000000000000'")


def test_a_drill_after_which_data_was_gone_fails(tmp_path, survey, made):
    runs = [{"name": "kill", "seconds": 9, "recovered": True, "data_lost": True, "note": "2 rows"}]
    [evidence] = import_artefacts(survey, [artefact(tmp_path, "d", drill(made, runs))])
    assert evidence.outcome is Outcome.FAILS
    assert evidence.message == "1 of 1 runs lost data: 'kill'"


def test_a_drill_may_say_where_it_was_and_who_did_it(tmp_path, survey, made):
    body = json.loads(drill(made, [{"name": "kill", "seconds": 9, "recovered": True}]))
    text = json.dumps({**body, "place": "staging", "by": "operations"})
    [evidence] = import_artefacts(survey, [artefact(tmp_path, "d", text)])
    assert evidence.message == "1 runs got there in 'staging', by 'operations', the slowest in 9 s"
