"""Rule 1 as properties: no model output and no evidence taken away ever raises anything."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from seatrial.evidence.finding import Standing, findings_of
from seatrial.evidence.model import Outcome, Severity, roll_of
from seatrial.gates.decide import Bench, decide
from seatrial.gates.model import Level, Status, Verdict
from seatrial.gates.verdict import eligible_for_gold, level, verdicts
from tests.gates.bench import CHECKS, POLICY, evidence, model_finding

_ORDER = list(Level)
_GOOD = (Status.PASS, Status.NOT_APPLICABLE)
observations = st.builds(
    lambda name, outcome, producer, severity, percent, n: evidence(
        name,
        outcome,
        producer,
        severity=severity,
        metric={"percent": percent} if outcome is Outcome.HOLDS else {},
        message=f"observation {n}",
    ),
    st.sampled_from(list(CHECKS)),
    st.sampled_from(list(Outcome)),
    st.sampled_from(["seatrial", "ruff", "bandit"]),
    st.sampled_from([None, *Severity]),
    st.sampled_from([10.0, 75.0, 90.0]),
    st.integers(0, 3),
)
model_findings = st.builds(
    model_finding,
    st.sampled_from(["G1", "G2"]),
    st.sampled_from(list(Severity)),
    st.sampled_from(list(Standing)),
)


def outcome(found, roll, findings=()):
    every = [*findings_of(found, CHECKS), *findings]
    gates = decide(POLICY, Bench(CHECKS, found, roll, every, on=date(2030, 1, 1)))
    return gates, verdicts(POLICY, gates), level(POLICY, gates), eligible_for_gold(POLICY, gates)


def assert_not_higher(after, before):
    for now, then in zip(after[0], before[0], strict=True):
        assert now.status not in _GOOD or then.status in _GOOD, (now, then)
    for name, verdict in after[1].items():
        assert verdict is not Verdict.APPROVED or before[1][name] is Verdict.APPROVED
    assert _ORDER.index(after[2]) <= _ORDER.index(before[2])
    assert before[3] or not after[3]


@settings(max_examples=150, deadline=None)
@given(st.lists(observations, max_size=14), st.data())
def test_taking_evidence_away_raises_nothing(found, data):
    found = list({e.id: e for e in found}.values())
    kept = data.draw(st.lists(st.sampled_from(found), unique_by=lambda e: e.id)) if found else []
    roll = roll_of(found)
    assert_not_higher(outcome(kept, roll), outcome(found, roll))


@settings(max_examples=150, deadline=None)
@given(st.lists(observations, max_size=14), st.data())
def test_evidence_that_becomes_unavailable_raises_nothing(found, data):
    found = list({e.id: e for e in found}.values())
    lost = data.draw(st.sets(st.sampled_from([e.id for e in found]))) if found else set()
    after = [
        evidence(e.check, Outcome.UNAVAILABLE, e.producer.name, message=e.id) if e.id in lost else e
        for e in found
    ]
    assert_not_higher(outcome(after, roll_of(found)), outcome(found, roll_of(found)))


@settings(max_examples=150, deadline=None)
@given(st.lists(observations, max_size=14), st.lists(model_findings, max_size=3))
def test_no_model_output_raises_anything(found, findings):
    found = list({e.id: e for e in found}.values())
    roll = roll_of(found)
    assert_not_higher(outcome(found, roll, findings), outcome(found, roll))
