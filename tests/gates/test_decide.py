from datetime import date

import pytest

from seatrial.evidence.finding import Standing, findings_of
from seatrial.evidence.model import Blocks, Outcome, Severity, Tier, roll_of
from seatrial.gates.decide import Bench, decide
from seatrial.gates.model import Acts, Attestation, Ruling, Status, Waiver
from seatrial.gates.policy import read_policy
from tests.gates.bench import CHECKS, POLICY, TEXT, all_good, check, evidence, model_finding

DAY = date(2030, 1, 1)
NEEDED = [c.id for c in CHECKS.values() if c.blocks is Blocks.ALWAYS]


def gates(found, *, findings=(), acts=None, on=DAY):
    every = [*findings_of(found, CHECKS), *findings]
    bench = Bench(CHECKS, found, roll_of(found), every, acts or Acts(), on)
    return {g.gate: g for g in decide(POLICY, bench)}


def replaced(name, *others):
    return [e for e in all_good() if e.check != name] + list(others)


def test_a_gate_passes_when_everything_it_needs_was_seen_to_hold():
    decided = gates(all_good())
    assert [g.status for g in decided.values()] == [Status.PASS, Status.PASS]
    assert decided["G2"].metric == "coverage 80 %"
    assert decided["G1"].needs == ()


def test_nothing_seen_is_pending_never_pass_never_fail():
    decided = gates([])
    assert {g.status for g in decided.values()} == {Status.PENDING}
    assert decided["G1"].reason == "a.there: nobody has looked (and 2 more)"


@pytest.mark.parametrize("name", NEEDED)
def test_one_missing_check_keeps_its_gate_pending_and_names_what_closes_it(name):
    gate = gates(replaced(name))[CHECKS[name].gate]
    assert gate.status is Status.PENDING
    assert [n.check for n in gate.needs] == [name]


@pytest.mark.parametrize("name", NEEDED)
def test_a_check_that_could_not_look_keeps_its_gate_pending(name):
    gate = gates(replaced(name, evidence(name, Outcome.UNAVAILABLE)))[CHECKS[name].gate]
    assert gate.status is Status.PENDING


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_check_that_never_blocks_changes_no_status_but_its_failure_is_told(outcome):
    gate = gates([*all_good(), evidence("b.told", outcome)])["G2"]
    assert (gate.status, gate.reason) == (Status.PASS, "3 checks established")
    [told] = [c for c in gate.checks if c.check == "b.told"]
    assert (told.status, told.weighs) == (outcome, False)


def test_a_check_that_nobody_must_bring_weighs_once_it_was_brought():
    def with_extra(*outcomes):
        return gates([*all_good(), *(evidence("b.extra", o) for o in outcomes)])["G2"].status

    assert with_extra() is Status.PASS
    assert with_extra(Outcome.HOLDS) is Status.PASS
    assert with_extra(Outcome.UNAVAILABLE) is Status.PENDING
    assert with_extra(Outcome.FAILS) is Status.FAIL


def test_what_was_brought_and_taken_away_still_weighs():
    found = [*all_good(), evidence("b.extra", Outcome.FAILS)]
    [_, gate] = decide(POLICY, Bench(CHECKS, all_good(), roll_of(found), on=DAY))
    assert gate.status is Status.PENDING
    assert [n.check for n in gate.needs] == ["b.extra"]


def test_a_gate_of_checks_that_never_block_does_not_pass():
    told = {"b.told": CHECKS["b.told"]}
    found = [evidence("b.told", Outcome.HOLDS)]
    policy = POLICY.model_copy(update={"gates": {"G2": POLICY.gates["G1"]}})
    [gate] = decide(policy, Bench(told, found, roll_of(found), on=DAY))
    assert gate.status is Status.PENDING
    assert not gate.executed


def test_a_failing_check_fails_its_gate_with_its_message():
    gate = gates(replaced("a.there", evidence("a.there", Outcome.FAILS)))["G1"]
    assert (gate.status, gate.reason) == (Status.FAIL, "a.there: a.there FAILS")


def test_a_minor_failure_keeps_a_gate_pending_but_does_not_fail_it():
    gate = gates(replaced("a.minor", evidence("a.minor", Outcome.FAILS)))["G1"]
    assert gate.status is Status.PENDING
    assert "minor" in gate.reason


def test_what_a_gate_tolerates_does_not_keep_it_from_pass():
    gate = gates(replaced("b.designed", evidence("b.designed", Outcome.FAILS)))["G2"]
    assert gate.status is Status.PASS


def test_one_grave_observation_is_not_hidden_by_a_mild_one():
    mild = evidence("b.designed", Outcome.FAILS)
    grave = evidence("b.designed", Outcome.FAILS, message="grave", severity=Severity.HIGH)
    found = replaced("b.designed", mild, grave)
    assert gates(found)["G2"].status is Status.FAIL
    thinned = [e for e in found if e.id != grave.id]
    bench = Bench(CHECKS, thinned, roll_of(found), on=DAY)
    assert decide(POLICY, bench)[1].status is Status.PENDING


def test_a_mild_failure_is_not_tolerated_while_something_could_not_be_looked_at():
    found = replaced(
        "b.designed",
        evidence("b.designed", Outcome.FAILS),
        evidence("b.designed", Outcome.UNAVAILABLE, message="a file could not be read"),
    )
    assert gates(found)["G2"].status is Status.PENDING


def test_both_producers_must_have_looked():
    half = replaced("a.twofold", evidence("a.twofold", Outcome.HOLDS, "ruff"))
    gate = gates(half)["G1"]
    assert (gate.status, gate.reason) == (Status.PENDING, "a.twofold: bandit did not report")


def test_a_missed_limit_fails_and_says_both_numbers():
    low = evidence("b.measured", Outcome.HOLDS, metric={"percent": 74.9})
    gate = gates(replaced("b.measured", low))["G2"]
    assert (gate.status, gate.reason) == (Status.FAIL, "coverage 74.9 %, target ≥ 75 %")
    assert gate.needs[0].command == "import it"


def test_a_result_without_the_metric_is_pending():
    bare = evidence("b.measured", Outcome.HOLDS)
    gate = gates(replaced("b.measured", bare))["G2"]
    assert (gate.status, gate.reason) == (Status.PENDING, "not measured: coverage")


def test_a_claimed_result_is_not_an_executed_one():
    claimed = evidence("b.measured", Outcome.HOLDS, metric={"percent": 99.0}, tier=Tier.CLAIMED)
    assert gates(replaced("b.measured", claimed))["G2"].status is Status.PENDING


def test_a_verified_model_finding_of_high_severity_holds_its_gate():
    gate = gates(all_good(), findings=[model_finding("G1", Severity.HIGH)])["G1"]
    assert (gate.status, gate.held) == (Status.PENDING, True)
    assert gate.needs[0].what == "Rule on F-900: confirm it or dismiss it."


def test_a_model_finding_holds_a_gate_whatever_its_status():
    failing = replaced("a.there", evidence("a.there", Outcome.FAILS))
    gate = gates(failing, findings=[model_finding("G1", Severity.HIGH)])["G1"]
    assert (gate.status, gate.held) == (Status.FAIL, True)


@pytest.mark.parametrize(
    "finding",
    [
        model_finding("G1", Severity.MEDIUM),
        model_finding("G1", Severity.HIGH, Standing.REFUTED),
        model_finding("G1", Severity.HIGH, Standing.DOUBTFUL),
    ],
)
def test_other_model_findings_change_nothing(finding):
    assert gates(all_good(), findings=[finding])["G1"].status is Status.PASS


def ruled(confirmed):
    finding = model_finding("G1", Severity.HIGH)
    ruling = Ruling(finding=finding.fingerprint, confirmed=confirmed, reason="read", by="ada")
    return gates(all_good(), findings=[finding], acts=Acts(rulings=(ruling,)))["G1"]


def test_a_confirmed_finding_fails_and_a_dismissed_one_releases():
    assert (ruled(True).status, ruled(True).held) == (Status.FAIL, False)
    assert (ruled(False).status, ruled(False).held) == (Status.PASS, False)


def waiver(target, until=DAY):
    return Acts(waivers=(Waiver(target=target, reason="known", owner="ada", until=until),))


@pytest.mark.parametrize("target", ["a.there", "G1"])
def test_a_waived_failure_is_waived_until_the_end_of_its_day(target):
    failing = replaced("a.there", evidence("a.there", Outcome.FAILS))
    assert gates(failing, acts=waiver(target))["G1"].status is Status.WAIVED
    expired = gates(failing, acts=waiver(target), on=date(2030, 1, 2))["G1"]
    assert expired.status is Status.FAIL


def test_a_waived_finding_waives_its_check_only_when_no_other_is_open():
    one = evidence("a.there", Outcome.FAILS, message="one")
    two = evidence("a.there", Outcome.FAILS, message="two")
    found = replaced("a.there", one, two)
    prints = [f.fingerprint for f in findings_of(found, CHECKS)]
    assert gates(found, acts=waiver(prints[0]))["G1"].status is Status.FAIL
    both = Acts(waivers=tuple(waiver(p).waivers[0] for p in prints))
    assert gates(found, acts=both)["G1"].status is Status.WAIVED


def test_a_waiver_never_makes_a_pass():
    failing = replaced("b.measured", evidence("b.measured", Outcome.FAILS))
    assert gates(failing, acts=waiver("b.measured"))["G2"].status is Status.WAIVED


def test_only_a_gate_whose_every_check_is_not_applicable_is_so():
    nothing = [
        evidence(name, Outcome.NOT_APPLICABLE, p)
        for name in ("a.there", "a.minor", "a.twofold")
        for p in CHECKS[name].producers
    ]
    assert gates(nothing)["G1"].status is Status.NOT_APPLICABLE
    assert gates(nothing[1:])["G1"].status is Status.PENDING


def informed(*others):
    """Gate G1 when all is well and a check that only informs says `others`."""
    checks = {**CHECKS, "a.informs": check("a.informs", "G1", Severity.INFO)}
    found = [*all_good(), *others]
    bench = Bench(checks, found, roll_of(found), on=DAY)
    return decide(POLICY, bench)[0]


@pytest.mark.parametrize(
    "outcomes",
    [[Outcome.UNAVAILABLE], [Outcome.FAILS], [Outcome.FAILS, Outcome.UNAVAILABLE]],
    ids=str,
)
def test_a_check_that_only_informs_does_not_move_its_gate(outcomes):
    others = [
        evidence("a.minor", o, severity=Severity.HIGH).model_copy(update={"check": "a.informs"})
        for o in outcomes
    ]
    assert informed(*others).status is Status.PASS


def test_a_check_that_only_informs_must_still_have_been_looked_at():
    assert informed().status is Status.PENDING


def test_a_waived_check_does_not_hide_the_unmeasured_limit_of_another():
    found = [e for e in all_good() if e.check not in ("b.measured", "b.soaked")]
    bare = [evidence("b.measured", Outcome.HOLDS), evidence("b.soaked", Outcome.FAILS)]
    gate = gates([*found, *bare], acts=waiver("b.soaked"))["G2"]
    assert (gate.status, gate.reason) == (Status.PENDING, "not measured: coverage")
    own = gates(replaced("b.measured"), acts=waiver("b.measured"))["G2"]
    assert own.status is Status.WAIVED


# -- people -------------------------------------------------------------------------------------


def bench_of(found, roll_from=None, on=date(2030, 1, 1), **acts):
    return Bench(
        CHECKS, found, roll_of(roll_from or found), findings_of(found, CHECKS), Acts(**acts), on
    )


def said(target):
    return Attestation(target=target, by="Ada", evidence="drill.txt", sha256="0" * 64)


def without(*names):
    return [e for e in all_good() if e.check not in names]


def test_an_attestation_stands_where_nobody_brought_a_result():
    found = without("b.soaked")
    assert decide(POLICY, bench_of(found))[1].status is Status.PENDING
    for target in ("b.soaked", "G2"):
        gate = decide(POLICY, bench_of(found, attestations=(said(target),)))[1]
        assert gate.status is Status.PASS
        assert [c.check for c in gate.checks if c.attested] == ["b.soaked"]


def test_an_attestation_is_not_executed_evidence():
    policy = read_policy(TEXT.split(b"[[gates.G2.limits]]")[0])
    found = without("b.soaked", "b.measured")
    acts = (said("b.soaked"), said("b.measured"))
    gate = decide(policy, bench_of(found, attestations=acts))[1]
    assert (gate.status, gate.executed) == (Status.PASS, False)


@pytest.mark.parametrize("outcome", [Outcome.FAILS, Outcome.UNAVAILABLE])
def test_an_attestation_outweighs_nothing_that_was_seen(outcome):
    found = [*without("b.soaked"), evidence("b.soaked", outcome)]
    gate = decide(POLICY, bench_of(found, attestations=(said("b.soaked"), said("G2"))))[1]
    assert gate.status is not Status.PASS


def test_an_attestation_does_not_stand_for_what_was_taken_away():
    gate = decide(POLICY, bench_of(without("b.soaked"), all_good(), attestations=(said("G2"),)))[1]
    assert gate.status is Status.PENDING


def test_an_attestation_stands_for_no_designed_check_and_no_limit():
    found = without("b.designed", "b.measured")
    gate = decide(POLICY, bench_of(found, attestations=(said("G2"), said("b.designed"))))[1]
    assert gate.status is Status.PENDING
    gate = decide(POLICY, bench_of(without("b.measured"), attestations=(said("b.measured"),)))[1]
    assert (gate.status, gate.reason) == (Status.PENDING, "not measured: coverage")


def test_a_waived_finding_clears_its_check_only_with_all_of_it_in_view():
    bad = [evidence("a.there", Outcome.FAILS, message=f"seen {n}") for n in range(2)]
    found = [*without("a.there"), *bad]
    prints = {f.claim: f.fingerprint for f in findings_of(found, CHECKS)}
    waive = (Waiver(target=prints["seen 0"], reason="r", owner="o", until=date(2031, 1, 1)),)
    assert decide(POLICY, bench_of(found, waivers=waive))[0].status is Status.FAIL
    thinned = bench_of(found[:-1], found, waivers=waive)
    assert decide(POLICY, thinned)[0].status is Status.FAIL
    unseen = [*found[:-1], evidence("a.there", Outcome.UNAVAILABLE, message="not read")]
    assert decide(POLICY, bench_of(unseen, waivers=waive))[0].status is Status.FAIL
    whole = decide(POLICY, bench_of(found[:-1], waivers=waive))[0]
    assert (whole.status, whole.unwaived) == (Status.WAIVED, Status.FAIL)


def test_a_gate_says_what_it_is_without_its_waivers_only_when_it_has_some():
    assert [g.unwaived for g in decide(POLICY, bench_of(all_good()))] == [None, None]
