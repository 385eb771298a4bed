"""How well stated confidence fits what turned out, by hand-counted examples."""

import pytest

from seatrial.reliability import Label, Labelled, reliability


def outcomes(*pairs):
    return [Labelled(rule="r", stated=stated, label=label) for stated, label in pairs]


def test_the_brier_score_is_the_mean_square_of_what_was_stated_too_much():
    told = reliability(
        outcomes(
            (1.0, Label.PLANTED), (0.8, Label.DECOY), (0.4, Label.CONFIRMED), (0.0, "dismissed")
        )
    )
    assert told.brier == pytest.approx((0.0 + 0.64 + 0.36 + 0.0) / 4)
    assert told.n == 4
    assert told.labels == {"planted": 1, "decoy": 1, "confirmed": 1, "dismissed": 1}


def test_each_bin_says_how_many_findings_were_right_and_between_what():
    told = reliability(outcomes(*[(0.9, Label.PLANTED)] * 8, *[(1.0, Label.DECOY)] * 2))
    (top,) = told.bins
    assert (top.low, top.high, top.n) == (0.8, 1.0, 10)
    assert top.stated == pytest.approx(0.92)
    assert (top.observed.hits, top.observed.of) == (8, 10)
    assert (round(top.observed.low, 2), round(top.observed.high, 2)) == (0.49, 0.94)
    assert sum(b.n for b in told.bins) == told.n


def test_the_edges_of_bins_belong_to_the_bin_above_and_one_to_the_last():
    told = reliability(outcomes(*[(x, Label.PLANTED) for x in (0.0, 0.2, 0.8, 1.0)]))
    assert [(b.low, b.n) for b in told.bins] == [(0.0, 1), (0.2, 1), (0.8, 2)]


def test_a_finding_whose_confidence_was_not_measured_is_counted_and_not_scored():
    told = reliability(outcomes((None, Label.PLANTED), (None, Label.DECOY)))
    assert (told.n, told.brier, told.bins, told.unstated) == (0, None, (), 2)
    assert "no labelled finding had a measured confidence (1 planted, 1 decoy)" in told.summary


def test_nothing_labelled_is_no_score():
    assert reliability([]) is None


def test_the_order_of_outcomes_changes_nothing():
    some = outcomes((0.9, Label.PLANTED), (0.3, Label.DECOY), (0.7, Label.DISMISSED))
    assert reliability(some) == reliability(some[::-1])
