"""Checks that only a run can answer: their evidence is imported (docs/importing.md)."""

from seatrial.evidence.model import Blocks, Check, Severity, Tier

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
    remedy="Run the tests under coverage on this commit and import its report.",
    closes=_closes("coverage run -m pytest && coverage json -o coverage.json", "coverage.json"),
    given_by="CI, or a developer who runs the tests",
)
LATENCY_MEASURED = _executed(
    id="load.latency-measured",
    statement="The 99th percentile of the latency was measured under load on this commit",
    gate="G2",
    severity=Severity.HIGH,
    remedy="Run the load profile against this commit and import its result with the p99.",
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
    remedy="Run the load profile against this commit and import its result.",
    closes=_closes("k6 run --summary-export k6.json load.js", "k6.json"),
    given_by="whoever can run load against a staging system",
)
SOAK_MEASURED = _executed(
    id="load.soak-measured",
    statement="The share of failed requests was measured over a long run on this commit",
    gate="G3",
    severity=Severity.HIGH,
    remedy="Run the soak profile for 30 minutes or more and import its result (of k6, what "
    "handleSummary wrote).",
    closes=_closes("k6 run soak.js", "soak.json"),
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
    statement="No locked version of a dependency has a known advisory",
    gate="G5",
    severity=Severity.HIGH,
    remedy="Import a dump of advisories as young as the commit; update what it names to a fixed "
    "version.",
    closes="unzip -q -d osv all.zip && seatrial audit . --import osv",
    given_by="whoever can bring a dump of an advisory database to this machine",
    maps=("OSPS-VM-05.03", "Scorecard:Vulnerabilities", "CWE-1395"),
)
EXTERNAL_SCAN = _executed(
    id="security.external-scan",
    statement="The imported results of other scanners hold nothing that weighs",
    gate="G5",
    severity=Severity.HIGH,
    remedy="Repair what the scanner found, scan this commit again and import its SARIF.",
    closes=_closes("semgrep scan --sarif --output scan.sarif", "scan.sarif"),
    given_by="whoever runs another scanner",
    maps=("OSPS-VM-06.02", "Scorecard:SAST"),
    blocks=Blocks.ONCE_SEEN,
)
BILL_AGREES = _executed(
    id="supply.sbom-agrees",
    statement="The imported bill of materials agrees with the lock files",
    gate="G9",
    severity=Severity.LOW,
    remedy="Build from the lock files, make the bill of materials of that build and import it.",
    closes=_closes("cyclonedx-py requirements requirements.lock -o bom.json", "bom.json"),
    given_by="the build of the release",
    maps=("OSPS-QA-02.02", "Scorecard:SBOM"),
    blocks=Blocks.ONCE_SEEN,
)
_FORGE = {
    "gate": "G11",
    "severity": Severity.MEDIUM,
    "closes": "write forge.json as docs/importing.md shows && seatrial audit . --import forge.json",
    "given_by": "whoever may read the settings of the repository's forge",
    "effort": "S",
    "blocks": Blocks.NEVER,
}
BRANCH_PROTECTED = _executed(
    id="delivery.branch-protected",
    statement="The default branch takes only changes that passed the required checks",
    remedy="Protect the default branch: required checks, no forced push, no deletion, nobody "
    "exempt.",
    maps=("OSPS-AC-03.01", "OSPS-AC-03.02", "Scorecard:Branch-Protection"),
    **_FORGE,
)
REVIEWS_REQUIRED = _executed(
    id="delivery.reviews-required",
    statement="Every change of the default branch needs another person's approval",
    remedy="Require an approval by somebody who did not make the change.",
    maps=("OSPS-QA-07.01", "Scorecard:Code-Review"),
    **_FORGE,
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
    EXTERNAL_SCAN,
    BILL_AGREES,
    BRANCH_PROTECTED,
    REVIEWS_REQUIRED,
)
