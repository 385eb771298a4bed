"""Small checks, evidence and policies for the tests of gates."""

from seatrial.evidence.finding import Finding, Source, Standing
from seatrial.evidence.model import (
    Blocks,
    Check,
    Outcome,
    Producer,
    Severity,
    Subject,
    Tier,
    make_evidence,
)
from seatrial.gates.policy import read_policy

TEXT = b"""
schema = "seatrial.policy/1"
name = "bench"
[environments]
development = ["G1"]
production = ["G1", "G2"]
[levels]
bronze = ["G1"]
never_waived = ["G1"]
most_waivers = 1
signers = 2
[phases]
one = "One"
[gates.G1]
title = "First"
phase = "one"
requirement = "It is there"
target = "there"
[gates.G2]
title = "Second"
phase = "one"
requirement = "It is measured"
target = ">= 75 %"
fails_at = "high"
tolerates = "medium"
executed = true
[[gates.G2.limits]]
check = "b.measured"
metric = "percent"
name = "coverage"
unit = "%"
at_least = 75.0
"""
POLICY = read_policy(TEXT)


def check(name: str, gate: str, severity: Severity = Severity.MEDIUM, **more) -> Check:
    given = {"statement": f"{name} is so", "remedy": "Mend it.", **more}
    return Check(id=name, gate=gate, severity=severity, **given)


CHECKS = {
    c.id: c
    for c in (
        check("a.there", "G1"),
        check("a.minor", "G1", Severity.LOW),
        check("a.twofold", "G1", producers=("ruff", "bandit")),
        check("b.designed", "G2"),
        check("b.measured", "G2", Severity.HIGH, tier=Tier.EXECUTED, closes="import it"),
        check("b.soaked", "G2", Severity.HIGH, tier=Tier.EXECUTED),
        check("b.told", "G2", Severity.HIGH, tier=Tier.EXECUTED, blocks=Blocks.NEVER),
        check("b.extra", "G2", Severity.HIGH, tier=Tier.EXECUTED, blocks=Blocks.ONCE_SEEN),
    )
}


def evidence(name: str, outcome: Outcome, producer: str = "seatrial", **more):
    given = {
        "message": f"{name} {outcome}",
        "producer": Producer(name=producer, version="1"),
        "subject": Subject(tree="t"),
        "tier": CHECKS[name].tier,
        **more,
    }
    return make_evidence(check=name, outcome=outcome, **given)


def all_good() -> list:
    """Evidence under which both gates pass."""
    holds = Outcome.HOLDS
    return [
        evidence("a.there", holds),
        evidence("a.minor", holds),
        evidence("a.twofold", holds, "ruff"),
        evidence("a.twofold", holds, "bandit"),
        evidence("b.designed", holds),
        evidence("b.measured", holds, metric={"percent": 80.0}),
        evidence("b.soaked", holds),
    ]


def model_finding(gate: str, severity: Severity, standing: Standing = Standing.VERIFIED) -> Finding:
    return Finding(
        id="F-900",
        fingerprint=f"{gate}{severity}",
        rule="security.question",
        claim="it may be wrong",
        severity=severity,
        gate=gate,
        remedy="Look.",
        source=Source.MODEL,
        standing=standing,
    )
