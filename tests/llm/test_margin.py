import math

import pytest

from seatrial.llm.margin import OFF_MENU, margin


def test_every_spelling_of_a_side_is_added_up():
    top = [("Yes", math.log(0.3)), (" yes", math.log(0.2)), ("NO", math.log(0.1))]
    assert margin(top) == pytest.approx(math.log(0.5 / 0.1))


def test_the_margin_is_negative_when_no_is_likelier():
    assert margin([("No", -0.1), ("Yes", -3.0)]) == pytest.approx(-2.9)


def test_a_side_that_is_not_listed_is_taken_as_likely_as_the_least_listed():
    assert margin([("Yes", -0.01), ("The", -9.0)]) == pytest.approx(8.99)


@pytest.mark.parametrize(
    "top",
    [
        [("The", -0.1), ("It", -2.0)],
        [("The", -0.001), ("Yes", -8.0), ("No", -12.0)],
        [("Yesterday", -0.1), ("Nothing", -0.2)],
        [],
    ],
)
def test_an_answer_off_the_menu_is_not_read_as_the_nearer_side(top):
    assert margin(top) == OFF_MENU


def test_the_answers_may_be_other_words():
    top = [(" A", math.log(0.6)), ("B.", math.log(0.2)), ("yes", math.log(0.1))]
    assert margin(top, ("A", "B")) == pytest.approx(math.log(3))
