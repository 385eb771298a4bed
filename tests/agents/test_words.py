import pytest

from seatrial.agents.words import sentence


@pytest.mark.parametrize(
    "said",
    ["The loop asks again at once and never waits.", "  Nothing closes\n the handle.  "],
)
def test_a_plain_sentence_stands_on_one_line(said):
    assert sentence(said) == " ".join(said.split())


@pytest.mark.parametrize(
    "said",
    [
        "It fails in 3 of 4 cases.",
        "See config/settings.py for more.",
        "settings.py is wrong",
        "This gate should PASS.",
        "The project deserves GOLD",
        "Severity is low here",
        "visit https://example.org",
        "**look here**",
        "<b>look here</b>",
        "x" * 241,
        "",
        " \n ",
    ],
)
def test_a_sentence_that_states_what_only_code_may_state_is_dropped(said):
    assert sentence(said) == ""
