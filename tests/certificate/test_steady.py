"""What several audits have in common, and what becomes of findings that few of them made."""

from pathlib import Path

import pytest

from seatrial.certificate.steady import Repeat, likeness, stability_of, steadied
from seatrial.evidence.finding import Finding, Source, Standing
from seatrial.evidence.model import Severity
from tests.certificate.drafts import draft


def finding(name, source=Source.MODEL, **more):
    return Finding(
        id="", fingerprint=name, rule=f"rule.{name}", claim=name, severity=Severity.HIGH, gate="G5",
        remedy="", source=source, standing=Standing.VERIFIED, **more,
    )  # fmt: skip


def audit(*claims, tools=(), evidence="e", gates=None, verdicts=None, new=()):
    return Repeat(
        evidence=evidence, certificate=evidence, tools=frozenset(tools), claims=frozenset(claims),
        new=tuple(finding(n) for n in new), gates=gates or {"G5": "PASS"},
        verdicts=verdicts or {"production": "APPROVED"},
    )  # fmt: skip


def of(*names):
    bare = draft(Path("/nowhere"), ())
    return bare.model_copy(update={"findings": tuple(finding(n) for n in names)})


@pytest.mark.parametrize(
    ("sets", "mean", "least", "pairs"),
    [
        (["ab", "ab"], 1.0, 1.0, 1),
        (["ab", "bc"], 0.3333, 0.3333, 1),
        (["ab", "ab", ""], 0.3333, 0.0, 3),
        (["", ""], 1.0, 1.0, 1),
    ],
)
def test_jaccard_is_counted_over_every_pair(sets, mean, least, pairs):
    told = likeness([frozenset(s) for s in sets])
    assert (told.mean, told.least, told.pairs) == (mean, least, pairs)


def test_a_finding_of_half_of_the_runs_is_unstable_and_one_of_more_is_not():
    first = of("half", "most", "all")
    audits = [
        audit("half", "most", "all"), audit("half", "most", "all"), audit("most", "all"),
        audit("all"),
    ]  # fmt: skip
    told = stability_of(first, audits)
    assert [(s.fingerprint, s.runs) for s in told.unsteady] == [("half", 2), ("most", 3)]
    assert [s.fingerprint for s in told.unstable] == ["half"]
    standings = {f.fingerprint: f.standing for f in steadied(first, audits, told)}
    assert standings == {"half": "unstable", "most": "verified", "all": "verified"}
    assert (told.steady, told.findings) == (1, 3)


def test_what_most_other_runs_found_is_listed_and_numbered_after_the_first_runs():
    first = of("a")
    audits = [audit("a"), audit("a", "b", new=["b"]), audit("a", "b", "c", new=["b", "c"])]
    found = steadied(first, audits, stability_of(first, audits))
    assert [(f.id, f.fingerprint, f.standing) for f in found] == [
        ("F-001", "a", "verified"), ("F-002", "b", "verified"), ("F-003", "c", "unstable"),
    ]  # fmt: skip


def test_gates_and_verdicts_that_flip_are_told_with_their_numbers():
    held = audit(gates={"G5": "PASS (held)"}, verdicts={"production": "CONDITIONAL"})
    told = stability_of(of(), [audit(), audit(), held])
    assert [f.told for f in told.gate_flips] == ["G5 was PASS in 2, PASS (held) in 1"]
    assert [f.of for f in told.verdict_flips] == ["production"]


def test_a_tool_that_is_not_stable_is_an_error_of_ours_and_said_loudly():
    first = of().model_copy(update={"findings": (finding("t", Source.TOOL),)})
    told = stability_of(first, [audit(tools="t"), audit(evidence="other")])
    assert told.evidence == 1
    assert "AN ERROR OF SEATRIAL" in told.loud
    assert "rule.t at the whole tree was found in 1 of 2 runs" in told.loud
    steady = stability_of(first, [audit(tools="t"), audit(tools="t")])
    assert steady.loud == ""


def test_what_only_another_run_found_by_a_tool_is_told_and_not_listed():
    new = (finding("t", Source.TOOL),)
    other = audit(tools="t", evidence="other").model_copy(update={"new": new})
    told = stability_of(of(), [audit(), other])
    assert [s.rule for s in told.unsteady] == ["rule.t"]
    assert steadied(of(), [audit(), other], told) == []
