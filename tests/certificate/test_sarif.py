"""Findings as SARIF: what the schema asks of the parts we write, and what code scanning takes.

The schema below is picked by hand from SARIF 2.1.0: it holds what we write, closed, with the
standard's own constraints. The whole OASIS schema is not kept here.
"""

import json
from datetime import date

import jsonschema
import pytest

from seatrial.certificate.acts import Act, Deed, LoggedAct
from seatrial.certificate.papers import sarif_bytes
from seatrial.certificate.said import suppressed, words_on
from seatrial.certificate.sarif import MOST_RESULTS, WHOLE_TREE, sarif
from seatrial.evidence.model import Outcome, Place
from tests.certificate.drafts import draft, failing
from tests.gates.bench import CHECKS, evidence

TODAY = date(2030, 1, 1)
TEXT = {"type": "string", "minLength": 1}


def closed(required: str = "", **properties):
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": required.split(),
    }


def many(kind, **more):
    return {"type": "array", "items": kind, **more}


LEVEL = {"enum": ["none", "note", "warning", "error"]}
MESSAGE = closed("text", text=TEXT)
REGION = closed(
    "startLine",
    startLine={"type": "integer", "minimum": 1},
    endLine={"type": "integer", "minimum": 1},
    snippet=MESSAGE,
)
ARTIFACT = closed("uri uriBaseId", uri={**TEXT, "format": "uri-reference"}, uriBaseId=TEXT)
LOCATION = closed(
    "physicalLocation",
    message=MESSAGE,
    physicalLocation=closed("artifactLocation region", artifactLocation=ARTIFACT, region=REGION),
)
SUPPRESSION = closed(
    "kind",
    kind={"enum": ["inSource", "external"]},
    status={"enum": ["accepted", "underReview", "rejected"]},
    justification=TEXT,
)
RESULT = closed(
    "ruleId ruleIndex level message locations partialFingerprints",
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    message=MESSAGE,
    locations=many(LOCATION, minItems=1, maxItems=100),
    partialFingerprints={"type": "object", "additionalProperties": TEXT},
    suppressions=many(SUPPRESSION, uniqueItems=True),
    properties={"type": "object"},
)
RULE = closed(
    "id shortDescription help",
    id=TEXT,
    shortDescription=MESSAGE,
    help=MESSAGE,
    defaultConfiguration=closed("level", level=LEVEL),
    properties={
        "type": "object",
        "properties": {"tags": many(TEXT, uniqueItems=True, maxItems=10)},
    },
)
RUN = closed(
    "tool results",
    tool=closed(
        "driver",
        driver=closed(
            "name semanticVersion rules",
            name=TEXT,
            semanticVersion=TEXT,
            rules=many(RULE, uniqueItems=True),
        ),
    ),
    automationDetails=closed("id", id=TEXT),
    invocations=many(
        closed(
            "executionSuccessful",
            executionSuccessful={"type": "boolean"},
            toolExecutionNotifications=many(closed("message", level=LEVEL, message=MESSAGE)),
        )
    ),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    properties={"type": "object"},
    results=many(RESULT, maxItems=25_000),
)
LOG = {
    **closed("version runs", version={"const": "2.1.0"}, runs=many(RUN, minItems=1, maxItems=20)),
}
LOG["properties"]["$schema"] = TEXT


@pytest.fixture
def findings(tmp_path):
    place = Place(path="a b.py", line_start=0, line_end=0, quote="x", sha256="0" * 64)
    found = [
        failing("a.there", "x = 1"),
        failing("a.minor", "y").model_copy(update={"places": (place,) * 150}),
        evidence("b.designed", Outcome.FAILS, searched=("docs/",)),
    ]
    return draft(tmp_path, found).findings


def test_it_is_what_the_standard_asks(findings):
    log = json.loads(sarif_bytes(findings, CHECKS, "t"))
    jsonschema.validate(log, LOG)
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert [rules[r["ruleIndex"]]["id"] for r in log["runs"][0]["results"]] == [
        f.rule for f in findings
    ]


def test_a_finding_of_the_whole_tree_has_a_location_too(findings):
    """One result without a location, and code scanning takes none of the file."""
    run = sarif(findings, CHECKS, "t")["runs"][0]
    at = {r["ruleId"]: r["locations"][0]["physicalLocation"] for r in run["results"]}
    assert at["b.designed"]["artifactLocation"]["uri"] == WHOLE_TREE
    assert at["a.there"]["artifactLocation"]["uri"] == "a.py"
    assert at["a.minor"]["artifactLocation"]["uri"] == "a%20b.py"


def test_what_is_over_the_limit_is_left_out_and_said(findings):
    copies = [findings[0].model_copy(update={"fingerprint": f"{n:032x}"}) for n in range(25_003)]
    run = sarif(copies, CHECKS, "t")["runs"][0]
    assert len(run["results"]) == MOST_RESULTS
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"].startswith("3 findings more are in certificate.json")


def logged(entry, deed, target, by, **more):
    act = Act(deed=deed, target=target, told=target, by=by, on=date(2029, 12, 1), repository="ship",
              folder="f", tree="t", commit="", **more)  # fmt: skip
    return LoggedAct(entry=entry, sha256="0" * 64, act=act)


def waived(entry, target, until, reason="known"):
    return logged(entry, Deed.WAIVE, target, "omar", owner="ines", until=until, reason=reason)


def test_only_what_a_person_let_be_is_suppressed(findings):
    by_rule = {f.rule: f for f in findings}
    minor = by_rule["a.minor"].fingerprint
    acts = [
        waived(2, "a.there", TODAY),
        waived(3, "G2", date(2029, 12, 31), "late"),
        logged(4, Deed.DISMISS, minor, "omar", reason="a test"),
    ]
    reasons = suppressed(findings, acts, TODAY)
    assert reasons == {
        by_rule["a.there"].fingerprint: (
            "waived by omar (owner ines) on 2029-12-01 until 2030-01-01, log entry 2: known"
        ),
        minor: "dismissed by omar on 2029-12-01, log entry 4: a test",
    }
    log = sarif(findings, CHECKS, "t", reasons)
    jsonschema.validate(log, LOG)
    results = {r["ruleId"]: r["suppressions"] for r in log["runs"][0]["results"]}
    assert results["b.designed"] == []
    assert results["a.there"][0]["status"] == "accepted"
    assert log == json.loads(sarif_bytes(findings, CHECKS, "t", acts=acts, on=TODAY))


def test_without_an_act_no_result_speaks_of_suppression(findings):
    assert suppressed(findings, (), TODAY) is None
    assert "suppressions" not in json.dumps(sarif(findings, CHECKS, "t"))


@pytest.mark.parametrize("order", [(Deed.CONFIRM, Deed.DISMISS), (Deed.DISMISS, Deed.CONFIRM)])
def test_what_was_confirmed_is_not_suppressed_whoever_dismissed_it(findings, order):
    acts = [logged(n, deed, findings[0].fingerprint, "omar") for n, deed in enumerate(order, 2)]
    assert suppressed(findings, acts, TODAY) == {}
    word = words_on(findings, acts, TODAY)[findings[0].fingerprint]
    assert word.text.startswith("confirmed by omar")
