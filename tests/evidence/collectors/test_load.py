import pytest

from seatrial.evidence.collectors.load import LOAD
from seatrial.evidence.collectors.load import error_limit_stated as limit
from seatrial.evidence.collectors.load import harness_present as harness
from seatrial.evidence.collectors.load import soak_profile as soak
from seatrial.evidence.collectors.load import target_stated as target
from seatrial.evidence.collectors.load.soak_profile import minutes
from seatrial.evidence.model import Outcome, Severity
from tests.trees import EXAMPLES, survey_folder, survey_of

SERVICE = {"Dockerfile": "FROM python:3.12\nEXPOSE 8000\n", "app/main.py": "x = 1\n"}
LIBRARY = {"lib/a.py": "def add(a, b):\n    return a + b\n"}
K6 = """import http from 'k6/http';
export const options = {
  vus: 50,
  duration: '2h30m',
  thresholds: {
    http_req_failed: ['rate<0.01'],
    http_req_duration: ['p(99)<500'],
  },
};
export default function () { http.get('http://localhost/'); }
"""
SHORT = "import http from 'k6/http';\nexport const options = { duration: '30s' };\n"


def one(collector, tmp_path, files):
    [evidence] = collector.collect(survey_of(tmp_path, files))
    return evidence


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("load/profile.js", K6, 1),
        ("load/profile.ts", "// load\nimport { check } from 'k6';\n", 2),
        ("locustfile.py", "from locust import HttpUser\n\n\nclass U(HttpUser):\n    pass\n", 1),
        ("plan.jmx", '<?xml version="1.0"?>\n<jmeterTestPlan version="1.2">\n', 2),
        ("sim/Sim.scala", "package sim\nimport io.gatling.core.Predef._\n", 2),
        ("load.yml", "config:\n  phases:\n    - duration: 60\n", 2),
        ("Makefile", "load:\n\twrk -t2 -c10 -d30s http://localhost/\n", 2),
        ("run.sh", "#!/bin/sh\nvegeta attack -duration=30s < targets\n", 2),
        ("tests/test_speed.py", "def test_add(benchmark):\n    benchmark(add, 1, 2)\n", 1),
        ("add_test.go", "package a\nfunc BenchmarkAdd(b *testing.B) {\n}\n", 2),
        ("benches/add.rs", "use a;\ncriterion_group!(benches, add);\n", 2),
        ("benchmarks/speed.py", "import time\n\nstart = time.time()\nprint(start)\n", 1),
    ],
)
def test_a_harness_is_seen_at_its_line(tmp_path, path, text, line):
    evidence = one(harness, tmp_path, {**SERVICE, path: text})
    assert evidence.outcome is Outcome.HOLDS
    assert [(p.path, p.line_start) for p in evidence.places] == [(path, line)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docs/load.md", "Run `wrk -t2 http://localhost/` or `k6 run load.js`.\n"),
        ("benchmarks/__init__.py", ""),
        ("benchmarks/README.md", "# To come\n"),
        ("app/b.py", "benchmark = 5\nk6 = 'k6 running'\n"),
        ("app/c.js", "import x from './k6';\n"),
        ("plan.jmx", ""),
        ("app/load.py", "def load(path):\n    return open(path)\n"),
    ],
)
def test_what_only_speaks_of_load_is_no_harness(tmp_path, path, text):
    evidence = one(harness, tmp_path, {**SERVICE, path: text})
    assert evidence.outcome is Outcome.FAILS
    assert any("k6" in where for where in evidence.searched)


@pytest.mark.parametrize("collector", LOAD)
def test_a_library_has_no_load_to_bear(tmp_path, collector):
    assert one(collector, tmp_path, LIBRARY).outcome is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize("collector", LOAD)
@pytest.mark.parametrize(
    "files", [{"Main.kt": "package main\n"}, {**LIBRARY, "lib/b.py": "def f(:\n"}]
)
def test_what_may_be_a_service_is_not_called_a_library(tmp_path, collector, files):
    assert one(collector, tmp_path, files).outcome is Outcome.UNAVAILABLE


@pytest.mark.parametrize("collector", LOAD)
def test_a_service_without_a_profile_fails_mildly(tmp_path, collector):
    evidence = one(collector, tmp_path, SERVICE)
    assert evidence.outcome is Outcome.FAILS
    assert collector.CHECK.severity is Severity.LOW


@pytest.mark.parametrize("collector", LOAD)
def test_a_good_profile_holds_everything(tmp_path, collector):
    assert one(collector, tmp_path, {**SERVICE, "load/p.js": K6}).outcome is Outcome.HOLDS


def test_the_error_limit_is_shown_at_its_line(tmp_path):
    evidence = one(limit, tmp_path, {**SERVICE, "load/p.js": K6})
    assert [(p.path, p.line_start) for p in evidence.places] == [("load/p.js", 6)]


def test_a_profile_without_limit_and_length_fails_at_the_profile(tmp_path):
    survey = survey_of(tmp_path, {**SERVICE, "load/p.js": SHORT})
    [no_limit], [too_short] = limit.collect(survey), soak.collect(survey)
    assert (no_limit.outcome, too_short.outcome) == (Outcome.FAILS, Outcome.FAILS)
    assert no_limit.places[0].path == "load/p.js"


def test_a_soak_is_shown_with_its_length(tmp_path):
    evidence = one(soak, tmp_path, {**SERVICE, "load/p.js": K6})
    assert evidence.metric == {"minutes": 150}
    assert [(p.path, p.line_start) for p in evidence.places] == [("load/p.js", 4)]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("2h30m", 150),
        ("90m", 90),
        ("3600s", 60),
        ("1h", 60),
        ("2.hours", 120),
        ("30.minutes", 30),
        ("1800", 30),
        ("500ms", 0),
        ("x", 0),
    ],
)
def test_lengths_are_read_as_the_tools_write_them(text, length):
    assert minutes(text) == pytest.approx(length, abs=0.2)


@pytest.mark.parametrize("example", ["parcelgate", "berthbook"])
def test_the_examples_are_services_without_a_load_profile(tmp_path, example):
    survey = survey_folder(EXAMPLES / example, tmp_path / "state")
    assert [e.outcome for c in LOAD for e in c.collect(survey)] == [Outcome.FAILS] * len(LOAD)


@pytest.mark.parametrize(
    ("path", "text", "outcome"),
    [
        ("docs/slo.md", "# Goals\n\nThe p99 stays below 300 ms.\n", "HOLDS"),
        ("README.md", "| p95 latency | 250 ms |\n", "HOLDS"),
        ("README.md", "99th percentile response time under 1.5 seconds\n", "HOLDS"),
        ("load/a.js", K6, "HOLDS"),
        ("README.md", "The timeout for latency probes is 300 ms.\n", "FAILS"),
        ("README.md", "Latency was 300 ms last week: measured by hand.\n", "FAILS"),
        ("CHANGELOG.md", "- p99 latency below 300 ms\n", "FAILS"),
        ("README.md", "It is fast.\n", "FAILS"),
    ],
)  # fmt: skip
def test_the_latency_that_is_wanted_is_a_number(tmp_path, path, text, outcome):
    assert one(target, tmp_path, {**SERVICE, path: text}).outcome == outcome


def test_a_library_need_not_state_how_fast_it_answers(tmp_path):
    assert one(target, tmp_path, LIBRARY).outcome == "NOT_APPLICABLE"
