import pytest

from seatrial.llm.prefix import evaluated_tokens


@pytest.mark.parametrize(
    ("previous", "prompt", "sent", "evaluated"),
    [
        ("", "a" * 100, 40, 40),
        ("a" * 90 + "old", "a" * 90 + "b" * 10, 40, 4),
        ("same", "same", 40, 1),
        ("x", "", 12, 12),
        ("same", "same", 0, 0),
    ],
)
def test_what_two_prompts_in_a_row_begin_with_is_evaluated_once(previous, prompt, sent, evaluated):
    assert evaluated_tokens(previous, prompt, sent) == evaluated
