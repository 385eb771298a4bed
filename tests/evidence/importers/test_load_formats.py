"""Locust, JMeter, wrk, hey, ab and pytest-benchmark: latency in ms, errors in percent."""

import json

import pytest

from seatrial.evidence.importers import import_artefacts
from seatrial.evidence.importers.figures import milliseconds, percentile
from seatrial.evidence.model import Outcome
from tests.evidence.importers.trees import artefact, committed, sample

LATER = "2026-03-02T10:20:00Z"


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    return committed(tmp_path_factory.mktemp("committed"))


@pytest.fixture
def made(survey):
    return {"commit": survey.subject.commit, "produced_at": LATER}


def measured(survey, path):
    """Metric by the check's name, and that all of it counts."""
    found = import_artefacts(survey, [path])
    assert {e.outcome for e in found} == {Outcome.HOLDS}
    return {e.check.partition(".")[2]: e.metric for e in found}


@pytest.mark.parametrize(
    ("name", "p99_ms", "error_percent", "requests"),
    [
        ("locust_stats.csv", 260, 0.25, 12000),
        ("locust.json", 210, 1.0, 400),
        ("results.jtl", 118, 1.0, 100),
        ("results.xml", 111, pytest.approx(100 / 12), 12),
        ("wrk.txt", 5.8, pytest.approx(1243 * 100 / 22464700), 22464700),
        ("hey.txt", 850.6, 1.0, 400),
        ("ab.txt", 240, 1.0, 400),
    ],
)
def test_each_gives_latency_and_error_rate(
    tmp_path, survey, made, name, p99_ms, error_percent, requests
):
    found = measured(survey, sample(tmp_path, name, made))
    assert found["latency-measured"] == {"p99_ms": p99_ms, "requests": requests}
    assert found["error-rate-measured"] == {"error_percent": error_percent, "requests": requests}


@pytest.mark.parametrize(
    ("name", "minutes"), [("wrk.txt", 30), ("locust.json", 34), ("locust_stats.csv", None)]
)
def test_a_run_of_half_an_hour_is_a_soak(tmp_path, survey, made, name, minutes):
    found = measured(survey, sample(tmp_path, name, made))
    soak = found.get("soak-measured", {"minutes": None})
    assert soak["minutes"] == (minutes if minutes is None else pytest.approx(minutes, abs=0.01))


@pytest.mark.parametrize("name", ["results.jtl", "results.xml", "locust.json"])
def test_those_that_state_when_they_ran_need_no_more_than_a_commit(tmp_path, survey, name):
    path = sample(tmp_path, name, {"commit": survey.subject.commit})
    found = import_artefacts(survey, [path])
    assert {e.outcome for e in found} == {Outcome.HOLDS}
    assert {f"{e.produced_at:%FT%H:%M:%S}" for e in found} == {"2026-03-02T10:15:00"}


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("850.00us", 0.85),
        ("5.80ms", 5.8),
        ("1.05s", 1050),
        ("1.50m", 90_000),
        ("0.8506 secs", 850.6),
        ("12", None),
        ("1.2.3s", None),
        ("-1s", None),
        ("5 parsecs", None),
    ],
)
def test_units_are_read_and_never_guessed(text, ms):
    assert milliseconds(text) == (ms if ms is None else pytest.approx(ms))


@pytest.mark.parametrize(("shown", "ms"), [("850.00us", 0.85), ("1.05s", 1050), ("1.20m", 72_000)])
def test_wrk_prints_p99_in_the_unit_that_fits(tmp_path, survey, made, shown, ms):
    text = sample(tmp_path, "wrk.txt").read_text().replace("   5.80ms", f"   {shown}")
    found = measured(survey, artefact(tmp_path, "w.txt", text, made))
    assert found["latency-measured"]["p99_ms"] == pytest.approx(ms)


def test_wrk_without_latency_establishes_none(tmp_path, survey, made):
    lines = sample(tmp_path, "wrk.txt").read_text().splitlines()
    text = "\n".join(line for line in lines if "%  " not in line)
    latency, errors, _ = import_artefacts(survey, [artefact(tmp_path, "w.txt", text, made)])
    assert (latency.outcome, errors.outcome) == (Outcome.UNAVAILABLE, Outcome.HOLDS)
    assert "--latency" in latency.message


def test_hey_of_a_service_that_never_answered_counts_every_error(tmp_path, survey, made):
    text = '\nError distribution:\n  [200]\tGet "http://a/": dial tcp: connection refused\n\n'
    latency, errors = import_artefacts(survey, [artefact(tmp_path, "h.txt", text, made)])
    assert latency.outcome is Outcome.UNAVAILABLE
    assert errors.metric == {"error_percent": 100, "requests": 200}


def test_a_transaction_is_not_counted_beside_its_samples(tmp_path, survey, made):
    text = sample(tmp_path, "results.jtl").read_text()
    assert ",9999,whole visit," in text
    assert measured(survey, artefact(tmp_path, "r", text, made))["latency-measured"]["p99_ms"] < 200


def test_a_dated_jtl_needs_its_time_from_the_sidecar(tmp_path, survey, made):
    text = "timeStamp,elapsed,success\n2026/03/02 10:15:00.000,20,true\n"
    unsaid = artefact(tmp_path, "a.csv", text, {"commit": made["commit"]})
    assert import_artefacts(survey, [unsaid])[0].outcome is Outcome.UNAVAILABLE
    assert measured(survey, artefact(tmp_path, "b.csv", text, made))


def test_the_slowest_benchmark_counts_and_states_its_commit(tmp_path, survey):
    text = sample(tmp_path, "benchmark.json").read_text()
    bound = text.replace("COMMIT", survey.subject.commit)
    [latency] = import_artefacts(survey, [artefact(tmp_path, "b.json", bound)])
    assert latency.outcome is Outcome.HOLDS
    assert latency.metric == {"p99_ms": 13.0, "rounds": 5}
    dirty = bound.replace('"dirty": false', '"dirty": true')
    [latency] = import_artefacts(survey, [artefact(tmp_path, "d.json", dirty)])
    assert latency.outcome is Outcome.UNAVAILABLE


def test_a_benchmark_that_keeps_no_single_times_has_no_percentile(tmp_path, survey, made):
    report = json.loads(sample(tmp_path, "benchmark.json").read_text())
    del report["benchmarks"][0]["stats"]["data"]
    report["commit_info"]["id"] = made["commit"]
    path = artefact(tmp_path, "b.json", json.dumps(report), made)
    [latency] = import_artefacts(survey, [path])
    assert latency.outcome is Outcome.UNAVAILABLE
    assert "test_list" in latency.message


def test_of_two_tools_the_worse_counts(tmp_path, survey, made):
    paths = [sample(tmp_path, "ab.txt", made), sample(tmp_path, "hey.txt", made)]
    assert import_artefacts(survey, paths)[0].metric == {"p99_ms": 850.6, "requests": 400}


def test_a_percentile_is_by_nearest_rank():
    assert percentile([float(n) for n in range(1, 101)], 99) == 99
    assert percentile([5.0, 1.0, 3.0], 99) == 5
