"""Tools that a readiness document says are configured leave a trace in the tree."""

import re
from collections.abc import Iterator

from seatrial.claims.marks import Mark
from seatrial.evidence.collectors.claims.held import Held, Paper, differs, fits
from seatrial.evidence.model import Check, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="claims.tools-configured",
    statement="Every tool that a readiness document ticks as set up is named by the tree",
    gate="G12",
    severity=Severity.LOW,
    remedy="Set the tool up where the project is built, or take the tick away.",
)

_TOOLS = (
    *("ruff", "bandit", "mypy", "pyright", "pylint", "flake8", "black", "isort", "pre-commit"),
    *("detect-secrets", "gitleaks", "trufflehog", "trivy", "grype", "syft", "semgrep", "codeql"),
    *("snyk", "sonarqube", "dependabot", "renovate", "safety", "pip-audit", "pytest", "hypothesis"),
    *("tox", "nox", "eslint", "prettier", "jest", "vitest", "mocha", "cypress", "playwright"),
    *("husky", "lerna", "turborepo", "golangci-lint", "gosec", "staticcheck", "clippy", "rustfmt"),
    *("cargo-audit", "checkstyle", "spotbugs", "jacoco", "codecov", "coveralls", "k6", "locust"),
    *("jmeter", "artillery", "helm", "terraform", "ansible", "kubernetes", "docker", "prometheus"),
    *("grafana", "sentry", "opentelemetry", "jaeger", "datadog", "nginx", "redis", "postgresql"),
)
_NAMED = re.compile(
    rf"(?<![\w./@-])({'|'.join(map(re.escape, _TOOLS))})(?![\w/@-]|\.\w)", re.IGNORECASE
)
# Only a line that says the tool is in place: a name alone may be a plan or a comparison.
_IN_PLACE = re.compile(
    r"\b(configured|set ?up|enabled|integrated|active|installed|running|in place|runs in ci"
    r"|implemented|operational|working)\b",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\b(optional|fallback|if|or|not|no|without|planned|todo|can|could|recommended|free|less)\b",
    re.IGNORECASE,
)
_MOST_BYTES = 1_000_000
# Names under which a tool goes in settings.
_ALSO = {
    "kubernetes": r"kubernetes|apiVersion:|k8s",
    "postgresql": r"postgres|psycopg|\bpg\b|pgx",
    "docker": r"docker|FROM\s",
    "turborepo": r"turbo",
    "opentelemetry": r"opentelemetry|otel",
    "clippy": r"clippy",
    "codeql": r"codeql",
    "dependabot": r"dependabot|updates:",
}


def compare(survey: Survey, paper: Paper) -> Iterator[Held]:
    for item in paper.checked.called("check"):
        said = _IN_PLACE.search(item.text) and not _UNSURE.search(item.text)
        if item.more["mark"] != Mark.DONE or not said:
            continue
        for tool in dict.fromkeys(found[1].lower() for found in _NAMED.finditer(item.text)):
            trace = _trace(survey, tool)
            if trace:
                yield fits(item.line, f"{tool!r} is named by the tree", trace)
            else:
                says = f"{tool!r} is ticked as in place; no file but documents names it"
                yield differs(item.line, says)


def _trace(survey: Survey, tool: str) -> Spot | None:
    """The first place of the tree, documents aside, that names `tool`."""
    known: dict[str, Spot | None] = survey.once("traces of tools", dict)
    if tool not in known:
        known[tool] = _search(survey, tool)
    return known[tool]


def _search(survey: Survey, tool: str) -> Spot | None:
    loose = re.escape(tool).replace(r"\-", "[-_ ]?")
    pattern = re.compile(_ALSO.get(tool, rf"(?<![a-z]){loose}"), re.IGNORECASE)
    entries = [e for e in survey.snapshot.texts if e.role is not Role.DOCS]
    if named := next((e for e in entries if pattern.search(e.path)), None):
        return Spot(named.path, 1)
    for entry in (e for e in entries if e.size <= _MOST_BYTES):
        text = survey.snapshot.source(entry.path)
        if found := pattern.search(text):
            return Spot(entry.path, text.count("\n", 0, found.start()) + 1)
    return None
