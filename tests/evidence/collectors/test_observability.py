from textwrap import indent

import pytest

from seatrial.evidence.collectors.observability import (
    OBSERVABILITY,
    alerts_defined,
    correlation_id,
    dashboards,
    health_endpoint,
    level_configurable,
    logging_used,
    metrics_endpoint,
    no_print,
    objectives_stated,
    structured_logs,
)
from tests.evidence.observed import SERVICE, example, lines, observe, outcomes
from tests.trees import survey_of

BROKEN = "def f(:\n"
# These are kept beside the program, whatever its language.
BESIDE = (dashboards, objectives_stated)
INSIDE = tuple(c for c in OBSERVABILITY if c not in BESIDE)
KOTLIN = "fun main() { embeddedServer(Netty, 80).start() }\n"


def route(path: str) -> str:
    return f"{SERVICE}\n@app.get({path!r})\ndef answer(): ...\n"


def test_a_library_is_not_asked(tmp_path):
    survey = survey_of(tmp_path, {"lib.py": "x = 1\n"})
    for collector in OBSERVABILITY:
        assert outcomes(collector.collect(survey)) == ["NOT_APPLICABLE"]


def test_a_file_that_does_not_parse_might_hold_what_is_looked_for(tmp_path):
    survey = survey_of(tmp_path, {"app.py": SERVICE, "b.py": BROKEN})
    for collector in INSIDE:
        found = collector.collect(survey)
        assert outcomes(found) == ["UNAVAILABLE"]
        assert lines(found) == [("b.py", 1, 1)]


def test_a_service_in_another_language_is_not_judged(tmp_path):
    survey = survey_of(tmp_path, {"Main.kt": KOTLIN, "Dockerfile": "FROM x\nEXPOSE 80\n"})
    for collector in INSIDE:
        (seen,) = collector.collect(survey)
        assert outcomes([seen]) == ["UNAVAILABLE"]
        assert "kotlin" in seen.message


def test_a_service_without_it_is_shown_where_it_serves(tmp_path):
    survey = survey_of(tmp_path, {"app.py": SERVICE})
    for collector in (c for c in INSIDE if c is not no_print):
        found = collector.collect(survey)
        assert outcomes(found) == ["FAILS"]
        assert lines(found) == [("app.py", 3, 3)]
        assert found[0].searched


HEALTHY = (
    "/health /healthz /api/v1/health /ready /livez /status /ping /v2/ping /_status /health-check/"
    " /-/healthy /__lbheartbeat__ /status/ping"
).split()


@pytest.mark.parametrize("path", HEALTHY)
def test_a_route_that_answers_for_health_is_known(path):
    assert health_endpoint.answers(path)


@pytest.mark.parametrize(
    "path", ["/parcels/<code>/status", "/healthy-food/<id>", "/users", "/up/1"]
)
def test_a_route_for_something_else_does_not_answer_for_health(path):
    assert not health_endpoint.answers(path)


HANDLER = "export async function GET() { return Response.json({ ok: true }); }\n"


@pytest.mark.parametrize("path", ["src/app/users/route.ts", "src/health/route.ts", "pages/up.js"])
def test_a_file_elsewhere_serves_no_health(tmp_path, path):
    found = observe(health_endpoint, tmp_path, {"app.py": SERVICE, path: HANDLER})
    assert outcomes(found) == ["FAILS"]


@pytest.mark.parametrize(
    ("collector", "files"),
    [
        (health_endpoint, {"app.py": route("/healthz")}),
        (health_endpoint, {"app.py": SERVICE, "src/app/api/heartbeat/route.ts": HANDLER}),
        (health_endpoint, {"app.py": SERVICE, "pages/api/health.js": HANDLER}),
        (metrics_endpoint, {"app.py": route("/metrics")}),
        (metrics_endpoint, {"app.py": SERVICE, "m.py": "import prometheus_client\n"}),
        (health_endpoint, {"app.py": SERVICE, "h.py": "import grpc_health.v1\n"}),
        (logging_used, {"app.py": f"import logging\n{SERVICE}log = logging.getLogger('a')\n"}),
        (structured_logs, {"app.py": SERVICE, "log.py": "import structlog\n"}),
        (structured_logs, {"app.py": SERVICE, "log.ini": "class=pythonjsonlogger.JsonFormatter\n"}),
        (level_configurable, {"app.py": SERVICE, "c.py": "level = get('LOG_LEVEL')\n"}),
        (level_configurable, {"app.py": SERVICE, "Procfile": "web: x --log-level info\n"}),
        (no_print, {"app.py": SERVICE}),
        (no_print, {"app.py": SERVICE, "src/log.py": "def log(x):\n    print(x)\n"}),
        (no_print, {"app.py": SERVICE, "cli.py": "def show():\n    print('x')\n"}),
        (no_print, {"app.py": SERVICE, "scripts/a.py": "def show():\n    print('x')\n"}),
    ],
)
def test_what_is_there_is_seen(tmp_path, collector, files):
    assert outcomes(observe(collector, tmp_path, files)) == ["HOLDS"]


def test_a_service_that_prints_is_seen_at_its_lines(tmp_path):
    source = f"{SERVICE}\ndef a():\n    print('x')\n    print('y')\n"
    found = observe(no_print, tmp_path, {"app.py": source})
    assert outcomes(found) == ["FAILS"]
    assert lines(found) == [("app.py", 6, 6), ("app.py", 7, 7)]


def test_berthbook_lacks_what_only_larger_services_have(tmp_path):
    survey = example("berthbook", tmp_path)
    failing = {c.CHECK.id for c in OBSERVABILITY if outcomes(c.collect(survey)) == ["FAILS"]}
    assert {name.removeprefix("observability.") for name in failing} == {
        *("alerts-defined", "correlation-id", "dashboards", "metrics-endpoint"),
        *("objectives-stated", "structured-logs"),
    }


# -- observability.correlation-id -------------------------------------------------------------


@pytest.mark.parametrize(
    "files",
    [
        {"log.py": "REQUEST = 'X-Request-ID'\n"},
        {"log.py": "log.info('x', extra={'correlation_id': found})\n"},
        {"log.py": "from opentelemetry import trace\n"},
        {"compose.yaml": "services:\n  a:\n    environment: [OTEL_EXPORTER_X=1]\n"},
    ],
)  # fmt: skip
def test_an_id_of_the_request_is_found(tmp_path, files):
    assert outcomes(observe(correlation_id, tmp_path, {"app.py": SERVICE, **files})) == ["HOLDS"]


@pytest.mark.parametrize(
    "files",
    [
        {"log.py": "text = 'your request was denied'\n"},
        {"bun.lock": '"@opentelemetry/api": 1\n'},
        {"tests/test_a.py": "HEADER = 'X-Request-ID'\n"},
    ],
)
def test_words_about_requests_are_no_id(tmp_path, files):
    assert outcomes(observe(correlation_id, tmp_path, {"app.py": SERVICE, **files})) == ["FAILS"]


# -- observability.alerts-defined, dashboards, objectives-stated ------------------------------

RULES = """groups:
  - name: app
    rules:
      - alert: ManyErrors
        expr: rate(errors[5m]) > 1
"""


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"ops/rules.yml": RULES}, ["HOLDS"]),
        ({"k8s/rule.yaml": "kind: PrometheusRule\nspec:\n" + indent(RULES, "  ")}, ["HOLDS"]),
        ({"main.tf": 'resource "aws_cloudwatch_metric_alarm" "errors" {\n'}, ["HOLDS"]),
        ({"err.py": "import sentry_sdk\n"}, ["HOLDS"]),
        ({"err.py": "from logging.handlers import SMTPHandler\nh = SMTPHandler(m)\n"}, ["HOLDS"]),
        ({"conf.py": "LOGGING = {'class': 'django.utils.log.AdminEmailHandler'}\n"}, ["HOLDS"]),
        ({"err.py": "from logging import FileHandler\nh = FileHandler('a')\n"}, ["FAILS"]),
        ({"ops/rules.yml": f"{RULES}  - : [\n"}, ["UNAVAILABLE"]),
        ({"docs/a.md": "An alert: somebody is told.\n"}, ["FAILS"]),
    ],
)  # fmt: skip
def test_alerts_are_looked_for(tmp_path, files, expected):
    assert outcomes(observe(alerts_defined, tmp_path, {"app.py": SERVICE, **files})) == expected


def test_an_alert_is_shown_at_its_line(tmp_path):
    found = observe(alerts_defined, tmp_path, {"app.py": SERVICE, "ops/rules.yml": RULES})
    assert lines(found) == [("ops/rules.yml", 4, 4)]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"ops/d.json": '{"schemaVersion": 39,\n "panels": [{"title": "x"}]}'}, ["HOLDS"]),
        ({"ops/d.json": '{"panels": [{"title": "x"}]}'}, ["FAILS"]),
        ({"main.tf": 'resource "grafana_dashboard" "a" {\n'}, ["HOLDS"]),
        ({"docs/a.md": "See the dashboard.\n"}, ["FAILS"]),
    ],
)
def test_dashboards_are_looked_for(tmp_path, files, expected):
    assert outcomes(observe(dashboards, tmp_path, {"app.py": SERVICE, **files})) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Our SLO: 99.5 % of requests succeed.", ["HOLDS"]),
        ("Availability target is 99.9% a month.", ["HOLDS"]),
        ("| availability | 99.9 % |", ["HOLDS"]),
        ("We care about availability.", ["FAILS"]),
        ("Coverage is 99 %.", ["FAILS"]),
    ],
)
def test_objectives_are_numbers(tmp_path, line, expected):
    files = {"app.py": SERVICE, "docs/slo.md": f"# Goals\n\n{line}\n"}
    assert outcomes(observe(objectives_stated, tmp_path, files)) == expected
