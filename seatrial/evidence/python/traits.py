"""What a file does that matters to whoever operates it, each with the line that shows it."""

import ast
import re
from collections.abc import Iterator

from seatrial.evidence.python.parsed import Parsed, dotted, keyword, last_name
from seatrial.evidence.python.web import serving_line

SERVES = "serves"
LOGS = "logs"
STRUCTURED_LOGS = "structured-logs"
LEVEL_CONFIGURABLE = "level-configurable"
EXPORTS_METRICS = "exports-metrics"
ANSWERS_HEALTH = "answers-health"
HANDLES_SIGNALS = "handles-signals"
CLOSES_ABRUPTLY = "closes-abruptly"
GRACEFUL_SERVER = "graceful-server"
CORRELATES = "correlates"
REPORTS_ERRORS = "reports-errors"
DYNAMIC_NAMES = "dynamic-names"
CHANGES_PATH = "changes-path"

_LOG_MODULES = frozenset({"logging", "structlog", "loguru", "logbook", "eliot", "picologging"})
_STRUCTURED_MODULES = frozenset({"structlog", "pythonjsonlogger", "json_log_formatter", "eliot",
    "ecs_logging", "json_logging", "logstash_formatter", "logfmter"})  # fmt: skip
_METRIC_MODULES = frozenset({"prometheus_client", "opentelemetry", "statsd", "datadog", "ddtrace",
    "prometheus_fastapi_instrumentator", "prometheus_flask_exporter", "django_prometheus",
    "starlette_prometheus", "starlette_exporter", "aioprometheus", "newrelic", "prometheus_async",
    "aws_embedded_metrics", "elasticapm", "oslo_metrics", "influxdb_client"})  # fmt: skip
_HEALTH_MODULES = frozenset({"health_check", "healthcheck", "grpc_health", "fastapi_health",
    "fastapi_healthcheck", "starlette_healthcheck", "healthpy", "flask_healthz",
    "fastapi_healthchecks", "watchman", "py_healthcheck"})  # fmt: skip
_TRACING_MODULES = frozenset({"opentelemetry", "asgi_correlation_id", "django_guid", "ddtrace",
    "request_id", "flask_request_id", "log_request_id", "elasticapm", "starlette_context",
    "aws_xray_sdk", "jaeger_client"})  # fmt: skip
_REPORTING_MODULES = frozenset({"sentry_sdk", "raven", "rollbar", "bugsnag", "honeybadger",
    "airbrake", "newrelic", "pybrake", "raygun4py", "elasticapm", "logfire"})  # fmt: skip
# Mail to those who look after it, in the logging module's way and in Django's.
_ALARMS = frozenset({"logging.handlers.SMTPHandler", "django.core.mail.mail_admins",
    "django.utils.log.AdminEmailHandler"})  # fmt: skip
_REQUEST_ID = re.compile(r"(x[-_])?(request|correlation|trace)[-_]?id|traceparent", re.IGNORECASE)
_GRACEFUL_STARTS = frozenset({"uvicorn.run", "hypercorn.asyncio.serve", "aiohttp.web.run_app",
    "sanic.Sanic", "gunicorn.app.base.BaseApplication", "gunicorn.app.wsgiapp.run"})  # fmt: skip
_LEVELS = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical"})
_LOGGER = re.compile(r"(^|_)(log|logger|logging)$")
_SIGNAL_CALLS = frozenset({"signal.signal", "signal.sigwait", "signal.set_wakeup_fd"})
_JSON_FORMATTER = re.compile(r"json|logfmt|structured|gelf|logstash|ecs", re.IGNORECASE)
# A format of the logging module whose fields are named: `level=%(levelname)s`, `"level": "%(…`.
_FIELDS = re.compile(r"""(=|": ?)"?%\(levelname\)s""")
_LEVEL_NAME = re.compile(r"(log|logging|log_)[\w-]*(level|verbos)|(^|[_.-])loglevel", re.IGNORECASE)


def traits_of(parsed: Parsed) -> dict[str, int]:
    """The first line of each trait, in the order of their names."""
    first: dict[str, int] = {}
    for trait, line in _all(parsed):
        first[trait] = min(line, first.get(trait, line))
    return dict(sorted(first.items()))


def _all(parsed: Parsed) -> Iterator[tuple[str, int]]:
    if line := serving_line(parsed):
        yield SERVES, line
    yield from _imports(parsed)
    for call in parsed.all(ast.Call):
        for trait in _call_traits(parsed, call):
            yield trait, call.lineno
    yield from _classes(parsed)
    yield from _texts(parsed)
    yield from _dynamic(parsed)


_BY_MODULE = (
    (STRUCTURED_LOGS, _STRUCTURED_MODULES),
    (EXPORTS_METRICS, _METRIC_MODULES),
    (ANSWERS_HEALTH, _HEALTH_MODULES),
    (CORRELATES, _TRACING_MODULES),
    (REPORTS_ERRORS, _REPORTING_MODULES),
)


def _imports(parsed: Parsed) -> Iterator[tuple[str, int]]:
    for node in parsed.all(ast.Import):
        for alias in node.names:
            yield from _imported(alias.name, node.lineno)
    for source in parsed.all(ast.ImportFrom):
        if source.level == 0:
            yield from _imported(source.module or "", source.lineno)


def _imported(module: str, line: int) -> Iterator[tuple[str, int]]:
    top = module.split(".")[0]
    for trait, modules in _BY_MODULE:
        if top in modules:
            yield trait, line


def _call_traits(parsed: Parsed, call: ast.Call) -> Iterator[str]:
    name = parsed.origin(call.func)
    if name.split(".")[0] in _LOG_MODULES or _is_log_call(name):
        yield LOGS
    if name in _SIGNAL_CALLS or name.endswith(".add_signal_handler"):
        yield HANDLES_SIGNALS
    if name in _GRACEFUL_STARTS:
        yield GRACEFUL_SERVER
    if name in _ALARMS:
        yield REPORTS_ERRORS
    if _writes_json_logs(name, call):
        yield STRUCTURED_LOGS
    if name in {"sys.path.insert", "sys.path.append", "sys.path.extend", "site.addsitedir"}:
        yield CHANGES_PATH
    if _adds_names(call):
        yield DYNAMIC_NAMES


def is_log_call(parsed: Parsed, call: ast.Call) -> bool:
    """A call that writes a line to the log, as opposed to one that makes a logger."""
    name = parsed.origin(call.func)
    parts = name.rsplit(".", 1)
    named = _is_log_call(name) or (parts[0] in _LOG_MODULES and parts[-1] in _LEVELS)
    return named or _on_a_new_logger(parsed, call.func)


def _on_a_new_logger(parsed: Parsed, called: ast.expr) -> bool:
    """`logging.getLogger(__name__).info`, where nothing names the logger."""
    if not isinstance(called, ast.Attribute) or called.attr not in _LEVELS:
        return False
    made = called.value.func if isinstance(called.value, ast.Call) else called.value
    return parsed.origin(made) in {"logging.getLogger", "structlog.get_logger"}


def _is_log_call(name: str) -> bool:
    """`log.info`, `self.logger.error`, `current_app.logger.warning`."""
    parts = name.lower().split(".")
    return len(parts) > 1 and parts[-1] in _LEVELS and bool(_LOGGER.search(parts[-2].strip("_")))


def _writes_json_logs(name: str, call: ast.Call) -> bool:
    """A formatter that is named for a structured format, or loguru's `serialize=True`."""
    last = name.rsplit(".", 1)[-1]
    if last.endswith("Formatter") and _JSON_FORMATTER.search(last):
        return True
    serialize = keyword(call, "serialize")
    return isinstance(serialize, ast.Constant) and serialize.value is True


def _classes(parsed: Parsed) -> Iterator[tuple[str, int]]:
    for node in parsed.all(ast.ClassDef):
        bases = {last_name(base) for base in node.bases}
        if any(b.endswith("Formatter") for b in bases) and _JSON_FORMATTER.search(node.name):
            yield STRUCTURED_LOGS, node.lineno


def _texts(parsed: Parsed) -> Iterator[tuple[str, int]]:
    """A log level that is a setting, by its name in text, an attribute or a field; log formats;
    the header or field that carries the id of a request."""
    for node in parsed.all(ast.Constant):
        if isinstance(node.value, str) and _REQUEST_ID.fullmatch(node.value[:40]):
            yield CORRELATES, node.lineno
        if isinstance(node.value, str) and len(node.value) < 60 and _LEVEL_NAME.search(node.value):
            yield LEVEL_CONFIGURABLE, node.lineno
        elif isinstance(node.value, str) and _FIELDS.search(node.value[:500]):
            yield STRUCTURED_LOGS, node.lineno
        elif node.value in _ALARMS:
            yield REPORTS_ERRORS, node.lineno
    for attribute in parsed.all(ast.Attribute):
        if _LEVEL_NAME.search(attribute.attr[:60]):
            yield LEVEL_CONFIGURABLE, attribute.lineno
    for field in parsed.all(ast.AnnAssign):
        if _LEVEL_NAME.search(last_name(field.target)[:60]):
            yield LEVEL_CONFIGURABLE, field.lineno


def _dynamic(parsed: Parsed) -> Iterator[tuple[str, int]]:
    """Names or modules that only exist once the code has run."""
    for node in parsed.all(ast.Subscript):
        held = _is_globals(node.value) or dotted(node.value) == "sys.modules"
        if held and isinstance(node.ctx, ast.Store):
            yield DYNAMIC_NAMES, node.lineno
    for attribute in parsed.all(ast.Attribute):
        if attribute.attr == "__path__" or dotted(attribute) == "sys.meta_path":
            yield DYNAMIC_NAMES, attribute.lineno
    for name in parsed.all(ast.Name):
        if name.id == "__path__":
            yield DYNAMIC_NAMES, name.lineno


def _adds_names(call: ast.Call) -> bool:
    """`globals().update(…)`, `exec(…)`, `setattr(sys.modules[…], …)`, `vars()[…]`."""
    if isinstance(call.func, ast.Attribute) and call.func.attr in {"update", "setdefault"}:
        return _is_globals(call.func.value)
    if last_name(call.func) in {
        "lazy_import",
        "attach",
        "attach_stub",
        "LazyModule",
        "_LazyModule",
    }:
        return True
    if last_name(call.func) == "setattr" and call.args:
        return isinstance(call.args[0], ast.Subscript)
    return dotted(call.func) == "exec"


def _is_globals(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and dotted(node.func) in {"globals", "vars", "locals"}
