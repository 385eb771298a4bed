"""`seatrial explain` is read by somebody who knows neither the check nor the gates."""

import pytest

from seatrial.evidence.catalogue import catalogue
from seatrial.gate_commands import explain_id
from seatrial.gates.policy import default_policy


def test_a_check_tells_what_it_means_what_it_does_and_what_to_do():
    told = explain_id("docs.licence-file")
    assert told.startswith("docs.licence-file: The text of a licence stands at the top level.\n")
    assert "Who uses it may" in told
    assert "gate          G8 Documents, needed for staging, production" in told
    assert "when it fails high: the gate FAILs" in told
    assert "remedy        Add the licence's full text" in told
    assert "the same in   OSPS-LE-03.01, Scorecard:License" in told


def test_a_check_that_must_be_run_gives_its_command():
    told = explain_id("load.soak-measured")
    assert "only an imported result of this commit shows it" in told
    assert "\n    k6 run soak.js" in told


@pytest.mark.parametrize(
    ("check", "effect"),
    [
        ("wiring.no-duplicates", "low: the gate stays PENDING until it is mended"),
        ("wiring.no-fixme", "info: it is shown, and the gate may PASS all the same"),
    ],
)
def test_what_a_failure_does_is_told(check, effect):
    assert effect in explain_id(check)


def test_a_gate_tells_its_limits_and_checks():
    told = explain_id("g4")
    assert "slowest recovery ≤ 60 s, from recovery.drill-passed" in told
    assert "recovery.timeouts-set" in told
    assert "{" not in told


@pytest.mark.parametrize("name", [*catalogue(), *default_policy().gates])
def test_everything_can_be_explained_in_lines_that_fit(name):
    told = explain_id(name)
    shown = [line for line in told.split("\n") if not line.startswith("    ")]
    assert all(len(line) <= 140 for line in shown)
