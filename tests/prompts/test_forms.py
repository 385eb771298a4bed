import pytest

from seatrial.llm.margin import OFF_MENU
from seatrial.prompts.book import questions
from seatrial.prompts.forms import SIGNS, Form, Probe, probe, probes, prompt_hash, score

QUESTION = questions()["ops.retry-without-end"]
# What a perfect reader says where the defect is: yes, no, the first, the second.
DEFECT = {Probe.STATEMENT: 2.0, Probe.OPPOSITE: -3.0, Probe.CHOICE: 1.0, Probe.SWAPPED: -1.5}


@pytest.mark.parametrize("form", Form)
def test_in_every_form_a_perfect_reader_speaks_for_the_defect_where_it_is(form):
    assert score(form, DEFECT) > 0
    assert score(form, {kind: -m for kind, m in DEFECT.items()}) < 0


@pytest.mark.parametrize("form", [Form.BOTH, Form.CHOICE])
def test_a_reader_who_always_says_the_same_word_says_nothing(form):
    assert score(form, dict.fromkeys(Probe, 4.0)) == 0


def test_a_choice_names_both_sentences_and_is_put_in_both_orders():
    first, second = (p.prompt for p in probes(QUESTION, Form.CHOICE))
    assert f"A: {QUESTION.statement}" in first
    assert f"B: {QUESTION.opposite}" in first
    assert f"A: {QUESTION.opposite}" in second
    assert probe(QUESTION, Probe.CHOICE).answers == ("A", "B")


def test_every_form_has_a_hash_of_its_own():
    assert len({prompt_hash(QUESTION, form) for form in SIGNS}) == len(Form)


@pytest.mark.parametrize("form", Form)
def test_no_answer_speaks_for_nothing_in_any_form(form):
    for silent in SIGNS[form]:
        margins = {kind: OFF_MENU if kind is silent else -5.0 for kind in SIGNS[form]}
        assert score(form, margins) == OFF_MENU
