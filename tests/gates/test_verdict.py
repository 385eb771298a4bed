from datetime import date

import pytest

from seatrial.evidence.model import Outcome, Severity, roll_of
from seatrial.gates.decide import Bench, decide
from seatrial.gates.model import Acts, Level, Verdict, Waiver
from seatrial.gates.verdict import eligible_for_gold, level, obstacles, verdicts
from tests.gates.bench import CHECKS, POLICY, all_good, evidence, model_finding

DAY = date(2030, 1, 1)


def decided(found, **more):
    return decide(POLICY, Bench(CHECKS, found, roll_of(found), on=DAY, **more))


def without(name, *others):
    return [e for e in all_good() if e.check != name] + list(others)


def test_approved_needs_every_gate_of_the_environment():
    gates = decided(all_good())
    assert verdicts(POLICY, gates) == {
        "development": Verdict.APPROVED,
        "production": Verdict.APPROVED,
    }


def test_a_failing_gate_rejects_only_where_it_is_needed():
    gates = decided(without("b.measured", evidence("b.measured", Outcome.FAILS)))
    assert verdicts(POLICY, gates) == {
        "development": Verdict.APPROVED,
        "production": Verdict.REJECTED,
    }


def test_a_pending_gate_makes_it_conditional():
    gates = decided(without("b.measured"))
    assert verdicts(POLICY, gates)["production"] is Verdict.CONDITIONAL


def test_a_held_gate_makes_it_conditional_and_blocks_the_level():
    gates = decided(all_good(), findings=[model_finding("G1", Severity.HIGH)])
    assert verdicts(POLICY, gates)["development"] is Verdict.CONDITIONAL
    assert level(POLICY, gates) is Level.NONE


def test_levels_rise_with_what_is_established():
    assert level(POLICY, decided([])) is Level.NONE
    bronze = [e for e in all_good() if e.check.startswith("a.")]
    assert level(POLICY, decided(bronze)) is Level.BRONZE
    assert level(POLICY, decided(without("b.measured"))) is Level.SILVER


def test_gold_needs_two_people_beside_the_evidence():
    gates = decided(all_good())
    assert eligible_for_gold(POLICY, gates)
    assert level(POLICY, gates) is Level.SILVER
    assert level(POLICY, gates, ["ada", "ada"]) is Level.SILVER
    assert level(POLICY, gates, ["ada", "bo"]) is Level.GOLD


def test_a_minor_failure_is_named_as_the_obstacle():
    gates = decided(without("a.minor", evidence("a.minor", Outcome.FAILS)))
    assert obstacles(POLICY, gates, Level.BRONZE) == [
        "G1 First: a.minor does not hold: a.minor FAILS"
    ]


@pytest.mark.parametrize(("target", "eligible"), [("a.there", False), ("b.measured", True)])
def test_waivers_are_counted_and_some_gates_take_none(target, eligible):
    failing = without(target, evidence(target, Outcome.FAILS))
    acts = Acts(waivers=(Waiver(target=target, reason="r", owner="ada", until=DAY),))
    gates = decided(failing, acts=acts)
    assert verdicts(POLICY, gates)["production"] is Verdict.CONDITIONAL
    assert eligible_for_gold(POLICY, gates) is eligible


def test_taking_away_an_executed_failure_gives_no_level():
    failing = without("b.measured", evidence("b.measured", Outcome.FAILS))
    assert level(POLICY, decided(failing)) is Level.BRONZE
    cut = [e for e in failing if e.check != "b.measured"]
    gates = decide(POLICY, Bench(CHECKS, cut, roll_of(failing), on=DAY))
    assert level(POLICY, gates) is Level.BRONZE


def test_a_failing_result_that_becomes_unusable_gives_no_level():
    low = evidence("b.measured", Outcome.HOLDS, metric={"percent": 10.0})
    assert level(POLICY, decided(without("b.measured", low))) is Level.BRONZE
    unusable = evidence("b.measured", Outcome.UNAVAILABLE, message="of another commit")
    gates = decided(without("b.measured", unusable))
    assert level(POLICY, gates) is Level.BRONZE
    assert obstacles(POLICY, gates, Level.SILVER) == [
        "G2 Second: b.measured was brought and does not count: of another commit"
    ]
