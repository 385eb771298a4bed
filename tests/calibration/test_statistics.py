import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seatrial.calibration.statistics import auc, least_threshold, threshold, told_from_alarms
from seatrial.shares import wilson


def test_auc_counts_ties_half():
    assert auc([1, 2], [0, 1]) == pytest.approx(3.5 / 4)
    assert auc([], [1]) == 0


def test_the_threshold_lets_one_in_twenty_five_ordinary_excerpts_through():
    ordinary = list(range(25))
    assert threshold([], ordinary) == 23
    assert threshold([], ordinary[:24]) == 23


def test_the_threshold_also_bounds_alarms_on_clean_examples():
    assert threshold([5, 6, 7, 8, 9, 10, 11, 12], [0]) == 11


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.floats(-5, 5), min_size=1, max_size=12),
    st.lists(st.floats(-5, 5), min_size=30, max_size=30),
    st.integers(0, 30),
)
def test_answers_to_come_never_lower_the_least_threshold(clean, ordinary, answered):
    least = least_threshold(clean, ordinary[:answered], 30)
    assert least <= least_threshold(clean, ordinary[: answered + 1], 30)
    assert least <= threshold(clean, ordinary)


def test_found_must_be_beyond_what_chance_alone_would_alarm():
    assert told_from_alarms(found=5, bad=10, alarms=2, good=35)
    assert told_from_alarms(found=8, bad=10, alarms=1, good=10)
    assert not told_from_alarms(found=4, bad=10, alarms=2, good=35)
    assert not told_from_alarms(found=7, bad=10, alarms=1, good=10)
    assert not told_from_alarms(found=0, bad=10, alarms=0, good=35)


def test_wilson_is_the_published_interval():
    low, high = wilson(8, 10)
    assert (low, high) == (pytest.approx(0.4902, abs=1e-3), pytest.approx(0.9433, abs=1e-3))
    assert wilson(0, 0) == (0.0, 1.0)
