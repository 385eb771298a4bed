"""Checks that only a run can answer: their evidence is imported (docs/importing.md)."""

from seatrial.evidence.model import Check, Severity, Tier

_STATE = 'printf \'{"commit": "%s"}\' "$(git rev-parse HEAD)"'


def _closes(run: str, artefact: str) -> str:
    """The commands that make an artefact, say which commit it is of, and import it."""
    state = f"{_STATE} > {artefact}.subject.json"
    return f"{run} && {state} && seatrial audit . --import {artefact}"


def _executed(**fields: object) -> Check:
    return Check.model_validate(
        {"producers": ("import",), "tier": Tier.EXECUTED, "effort": "M", **fields}
    )


SUITE_PASSES = _executed(
    id="tests.suite-passes",
    statement="The test suite ran on this commit and every test passed",
    gate="G1",
    severity=Severity.HIGH,
    remedy="Repair the failing tests, run the suite on this commit and import its JUnit XML.",
    closes=_closes("pytest --junitxml=junit.xml", "junit.xml"),
    given_by="CI, or a developer who runs the tests",
    maps=("OSPS-QA-06.01", "Scorecard:CI-Tests"),
)
COVERAGE_MEASURED = _executed(
    id="tests.coverage-measured",
    statement="The coverage of the tests was measured on this commit",
    gate="G1",
    severity=Severity.HIGH,
    remedy="Run the tests under coverage on this commit and import its JSON or Cobertura XML.",
    closes=_closes("coverage run -m pytest && coverage json -o coverage.json", "coverage.json"),
    given_by="CI, or a developer who runs the tests",
)
LATENCY_MEASURED = _executed(
    id="load.latency-measured",
    statement="The 99th percentile of the latency was measured under load on this commit",
    gate="G2",
    severity=Severity.HIGH,
    remedy="Run the load profile against this commit and import the summary with its p(99).",
    closes=_closes(
        "k6 run --summary-trend-stats 'avg,p(95),p(99),max' --summary-export k6.json load.js",
        "k6.json",
    ),
    given_by="whoever can run load against a staging system",
)
ERROR_RATE_MEASURED = _executed(
    id="load.error-rate-measured",
    statement="The share of failed requests was measured under load on this commit",
    gate="G3",
    severity=Severity.HIGH,
    remedy="Run the load profile against this commit and import its summary.",
    closes=_closes("k6 run --summary-export k6.json load.js", "k6.json"),
    given_by="whoever can run load against a staging system",
)
SOAK_MEASURED = _executed(
    id="load.soak-measured",
    statement="The share of failed requests was measured over a long run on this commit",
    gate="G3",
    severity=Severity.HIGH,
    remedy="Run the soak profile for 30 minutes or more and import what handleSummary wrote.",
    closes=_closes("k6 run soak.js  # its handleSummary writes soak.json", "soak.json"),
    given_by="whoever can run load against a staging system",
    effort="L",
)
DRILL_PASSED = _executed(
    id="recovery.drill-passed",
    statement="The service recovered by itself in every drill of this commit",
    gate="G4",
    severity=Severity.HIGH,
    remedy="Stop, kill and starve the running service, note each recovery, import the drill.",
    closes="write drill.json as docs/importing.md shows && seatrial audit . --import drill.json",
    given_by="whoever runs the service",
    effort="L",
)
BOOTSTRAP_TIMED = _executed(
    id="startup.bootstrap-timed",
    statement="Setting the project up from a fresh clone was timed on this commit",
    gate="G7",
    severity=Severity.HIGH,
    remedy="Let somebody who is new follow the README on a fresh machine, and import the time.",
    closes="write bootstrap.json as docs/importing.md shows"
    " && seatrial audit . --import bootstrap.json",
    given_by="a newcomer to the project",
)
ADVISORIES_ASSESSED = _executed(
    id="security.advisories-assessed",
    statement="The dependencies were compared with published advisories",
    gate="G5",
    severity=Severity.HIGH,
    remedy="Compare the locked dependencies with an advisory database by other means.",
    closes="none: this version of Seatrial has no importer for advisories yet",
    given_by="a later version of Seatrial, from a dump of an advisory database",
    maps=("Scorecard:Vulnerabilities",),
)
EXECUTED: tuple[Check, ...] = (
    SUITE_PASSES,
    COVERAGE_MEASURED,
    LATENCY_MEASURED,
    ERROR_RATE_MEASURED,
    SOAK_MEASURED,
    DRILL_PASSED,
    BOOTSTRAP_TIMED,
    ADVISORIES_ASSESSED,
)
