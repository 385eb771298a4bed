"""Findings as SARIF 2.1.0 (OASIS), for code-scanning views and editors.

Code scanning refuses a whole file for one result without a location, for more than 25,000 results
or for 20 tags on a rule, and shows the first 10 tags and 100 locations: what is written here stays
below (docs.github.com, "SARIF support for code scanning").
"""

from collections.abc import Mapping, Sequence
from typing import Any

from seatrial import __version__
from seatrial.escape import sarif_message, sarif_snippet, uri_path
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
MOST_RESULTS, _MOST_LOCATIONS, _MOST_TAGS = 25_000, 100, 10
WHOLE_TREE = "WHOLE-TREE"


def sarif(
    findings: Sequence[Finding],
    checks: Mapping[str, Check],
    tree: str,
    suppressed: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """One SARIF log with one run. `tree` is the tree digest, recorded as a run property.

    `suppressed` maps the fingerprint of each finding that a person waived or dismissed to the
    reason given; None when nobody did such a thing. The gravest findings come first: when there
    are more than `MOST_RESULTS`, the run says how many are left out.
    """
    shown = findings[:MOST_RESULTS]
    rules = sorted({f.rule: f for f in reversed(shown)}.items())
    index = {rule: n for n, (rule, _) in enumerate(rules)}
    driver = {
        "name": "Seatrial",
        "semanticVersion": __version__,
        "rules": [_rule(f, checks.get(rule)) for rule, f in rules],
    }
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "seatrial/"},
        "invocations": [_invocation(len(findings) - len(shown))],
        "columnKind": "unicodeCodePoints",
        "properties": {"treeDigest": tree},
        "results": [_result(f, index[f.rule], suppressed) for f in shown],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _invocation(left: int) -> dict[str, Any]:
    if not left:
        return {"executionSuccessful": True}
    text = f"{left} findings more are in certificate.json: code scanning takes {MOST_RESULTS}."
    told = {"level": "warning", "message": {"text": text}}
    return {"executionSuccessful": True, "toolExecutionNotifications": [told]}


def _rule(finding: Finding, check: Check | None) -> dict[str, Any]:
    """The rule behind `finding`: a check, or a question, whose statement is the claim itself."""
    severity = check.severity if check else finding.severity
    return {
        "id": finding.rule,
        "shortDescription": {"text": sarif_message(check.statement if check else finding.claim)},
        "help": {"text": sarif_message(finding.remedy)},
        "defaultConfiguration": {"level": _LEVEL[severity]},
        "properties": {
            "gate": finding.gate,
            "tags": sorted({finding.gate, finding.source, *(check.maps if check else ())})[
                :_MOST_TAGS
            ],
            "security-severity": _SCORE[severity],
        },
    }


def _result(finding: Finding, rule: int, suppressed: Mapping[str, str] | None) -> dict[str, Any]:
    searched = f" Searched: {', '.join(finding.searched)}." if finding.searched else ""
    locations = [_location(place) for place in finding.places[:_MOST_LOCATIONS]]
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": _LEVEL[finding.severity],
        "message": {"text": sarif_message(f"{finding.claim}.{searched}")},
        "locations": locations or [_NOWHERE],
        "partialFingerprints": {
            "seatrial/v1": finding.fingerprint,
            "primaryLocationLineHash": f"{finding.fingerprint}:1",  # the name that GitHub reads
        },
        **({} if suppressed is None else {"suppressions": _suppressions(finding, suppressed)}),
        "properties": {"finding": finding.id, "evidence": list(finding.evidence)},
    }


def _suppressions(finding: Finding, suppressed: Mapping[str, str]) -> list[dict[str, Any]]:
    """Either every result of a run has the array or none has (section 3.27.23)."""
    reason = suppressed.get(finding.fingerprint)
    if reason is None:
        return []
    return [{"kind": "external", "status": "accepted", "justification": sarif_message(reason)}]


# A finding of the whole tree has no line, and must have a location all the same.
_NOWHERE = {
    "message": {"text": "The whole tree: it has no single line."},
    "physicalLocation": {
        "artifactLocation": {"uri": WHOLE_TREE, "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 1, "endLine": 1},
    },
}


def _location(place: Place) -> dict[str, Any]:
    region = {
        "startLine": max(1, place.line_start),
        "endLine": max(1, place.line_end),
        "snippet": {"text": sarif_snippet(place.quote)},
    }
    artifact = {"uri": uri_path(place.path), "uriBaseId": "%SRCROOT%"}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}
