"""Findings as SARIF 2.1.0 (OASIS), for code-scanning views and editors."""

from collections.abc import Mapping, Sequence
from typing import Any

from seatrial import __version__
from seatrial.escape import uri_path, visible
from seatrial.evidence.finding import Finding
from seatrial.evidence.model import Check, Place, Severity

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVEL = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
# The scale of the `security-severity` property, as code-scanning views read it.
_SCORE = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "3.0",
    Severity.INFO: "0.0",
}


def sarif(findings: Sequence[Finding], checks: Mapping[str, Check], tree: str) -> dict[str, Any]:
    """One SARIF log with one run. `tree` is the tree digest, recorded as a run property."""
    rules = sorted({f.rule: f for f in reversed(findings)}.items())
    index = {rule: n for n, (rule, _) in enumerate(rules)}
    driver = {
        "name": "Seatrial",
        "semanticVersion": __version__,
        "rules": [_rule(f, checks.get(rule)) for rule, f in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "properties": {"treeDigest": tree},
        "results": [_result(f, index[f.rule]) for f in findings],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(finding: Finding, check: Check | None) -> dict[str, Any]:
    """The rule behind `finding`: a check, or a question, whose statement is the claim itself."""
    severity = check.severity if check else finding.severity
    return {
        "id": finding.rule,
        "shortDescription": {"text": check.statement if check else finding.claim},
        "help": {"text": finding.remedy},
        "defaultConfiguration": {"level": _LEVEL[severity]},
        "properties": {
            "gate": finding.gate,
            "tags": sorted({finding.gate, finding.source, *(check.maps if check else ())}),
            "security-severity": _SCORE[severity],
        },
    }


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    searched = f" Searched: {', '.join(finding.searched)}." if finding.searched else ""
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": _LEVEL[finding.severity],
        "message": {"text": visible(f"{finding.claim}.{searched}")},
        "locations": [_location(place) for place in finding.places],
        "partialFingerprints": {"seatrial/v1": finding.fingerprint},
        "properties": {"finding": finding.id, "evidence": list(finding.evidence)},
    }


def _location(place: Place) -> dict[str, Any]:
    region = {
        "startLine": max(1, place.line_start),
        "endLine": max(1, place.line_end),
        "snippet": {"text": place.quote},
    }
    artifact = {"uri": uri_path(place.path), "uriBaseId": "%SRCROOT%"}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}
