"""Whatever policy decides: less evidence never raises anything, nor does asking for more."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seatrial.evidence.finding import Finding, findings_of, fingerprint
from seatrial.evidence.model import Evidence, Outcome, Severity, roll_of
from seatrial.gates.decide import Bench, decide
from seatrial.gates.model import (
    Acts,
    Attestation,
    GateResult,
    Level,
    Status,
    Verdict,
    Waiver,
)
from seatrial.gates.policy import Policy
from seatrial.gates.verdict import eligible_for_gold, level, verdicts
from seatrial.gates.weaker import weaknesses
from tests.gates.bench import CHECKS, evidence
from tests.gates.policies import MEASURED, policies, stricter
from tests.gates.test_properties import assert_not_higher, model_findings

DAY = date(2030, 1, 1)
_STATUSES = [Status.FAIL, Status.PENDING, Status.WAIVED, Status.PASS]
_VERDICTS = [Verdict.REJECTED, Verdict.CONDITIONAL, Verdict.APPROVED]
_LIMITS = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def observation(draw) -> Evidence:
    name = draw(st.sampled_from(list(CHECKS)))
    outcome = draw(st.sampled_from([Outcome.HOLDS, *Outcome]))
    numbers = st.dictionaries(
        st.sampled_from(["percent", "critical"]), st.sampled_from([10.0, 75.0, 95.0])
    )
    measured = outcome is Outcome.HOLDS and name in MEASURED
    return evidence(
        name,
        outcome,
        draw(st.sampled_from([*CHECKS[name].producers, "ruff"])),
        severity=draw(st.sampled_from([None, *Severity])),
        metric=draw(numbers) if measured else {},
        message=f"observation {draw(st.integers(0, 3))}",
    )


@st.composite
def benches(draw) -> list[Evidence]:
    """Random observations, often on top of everything held, so that gates do pass."""
    found = draw(st.lists(observation(), max_size=8))
    if draw(st.booleans()):
        told = {e.check for e in found}
        found += [
            evidence(c.id, Outcome.HOLDS, p, metric={"percent": 95.0, "critical": 95.0})
            for c in CHECKS.values()
            if c.id not in told
            for p in c.producers
        ]
    return list({e.id: e for e in found}.values())


_TARGETS = ["G1", "G2", *CHECKS]
_FINDINGS = [fingerprint(name, "", f"observation {n}") for name in CHECKS for n in range(4)]
waivers = st.builds(
    Waiver,
    target=st.sampled_from([*_TARGETS, *_FINDINGS]),
    reason=st.just("r"),
    owner=st.just("ada"),
    until=st.just(DAY),
)
attestations = st.builds(
    Attestation,
    target=st.sampled_from(_TARGETS),
    by=st.just("ada"),
    evidence=st.just("file"),
    sha256=st.just("0" * 64),
)
acts = st.builds(
    Acts,
    waivers=st.lists(waivers, max_size=3).map(tuple),
    attestations=st.lists(attestations, max_size=3).map(tuple),
)
Decided = tuple[list[GateResult], dict[str, Verdict], Level, bool]


def outcome(policy: Policy, found, roll, deeds, claims: list[Finding] | None = None) -> Decided:
    checks = policy.assign(CHECKS)
    every = [*findings_of(found, checks), *(claims or [])]
    gates = decide(policy, Bench(checks, found, roll, every, deeds, DAY))
    return gates, verdicts(policy, gates), level(policy, gates), eligible_for_gold(policy, gates)


@_LIMITS
@given(policies, benches(), acts, st.data())
def test_taking_evidence_away_raises_nothing(policy, found, deeds, data):
    kept = data.draw(st.lists(st.sampled_from(found), unique_by=lambda e: e.id)) if found else []
    roll = roll_of(found)
    assert_not_higher(outcome(policy, kept, roll, deeds), outcome(policy, found, roll, deeds))


@_LIMITS
@given(policies, benches(), acts, st.data())
def test_evidence_that_becomes_unavailable_raises_nothing(policy, found, deeds, data):
    lost = data.draw(st.sets(st.sampled_from([e.id for e in found]))) if found else set()
    after = [
        evidence(e.check, Outcome.UNAVAILABLE, e.producer.name, message=e.id) if e.id in lost else e
        for e in found
    ]
    now = outcome(policy, after, roll_of(found), deeds)
    assert_not_higher(now, outcome(policy, found, roll_of(found), deeds))


@_LIMITS
@given(policies, benches(), acts, st.lists(model_findings, max_size=3))
def test_no_model_output_raises_anything(policy, found, deeds, claims):
    roll = roll_of(found)
    after = outcome(policy, found, roll, deeds, claims)
    assert_not_higher(after, outcome(policy, found, roll, deeds))


@_LIMITS
@given(stricter(), benches(), acts)
def test_asking_for_more_raises_nothing(pair, found, deeds):
    """Here in full: not even from FAIL to PENDING, or from REJECTED to CONDITIONAL."""
    (policy, more), roll = pair, roll_of(found)
    before, after = outcome(policy, found, roll, deeds), outcome(more, found, roll, deeds)
    for now, then in zip(after[0], before[0], strict=True):
        assert _rank(now.status) <= _rank(then.status), (now, then)
    for name, verdict in after[1].items():
        assert _VERDICTS.index(verdict) <= _VERDICTS.index(before[1][name])
    assert list(Level).index(after[2]) <= list(Level).index(before[2])
    assert before[3] or not after[3]


@_LIMITS
@given(stricter())
def test_asking_for_less_is_always_called_weaker_and_for_more_never(pair):
    policy, more = pair
    differs = policy.model_dump(exclude={"digest"}) != more.model_dump(exclude={"digest"})
    assert list(weaknesses(more, policy)) == []
    assert bool(list(weaknesses(policy, more))) is differs


def _rank(status: Status) -> int:
    return _STATUSES.index(Status.PASS if status is Status.NOT_APPLICABLE else status)
