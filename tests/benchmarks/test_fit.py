"""Thresholds of answers: chosen by questions that are treated right, higher where that is equal."""

import math

from benchmarks.ask.fit import FLOOR, MARGIN, Cuts, Tried, fitted

NO_WORDS = -math.inf


def tried(question, answers, lines, *, good=True, answerable=True, words=NO_WORDS):
    return Tried(question, answerable, good, answers, words, lines)


def test_a_question_without_an_answer_weighs_more_than_one_with():
    wrong = tried("b", 0.4, 0.4, good=False, answerable=False)
    assert not fitted([tried("a", 0.2, 0.3), wrong]).show(wrong)


def test_lines_that_answer_are_told_from_lines_that_do_not_though_both_passages_seem_to():
    right = [tried("a", 0.9, 0.1), tried("b", 0.5, 0.2)]
    wrong = [tried("c", 0.8, -0.4, good=False, answerable=False)]
    cuts = fitted([*right, *wrong])
    assert all(cuts.show(t) for t in right)
    assert not any(cuts.show(t) for t in wrong)
    assert cuts.lines == -0.4 + MARGIN


def test_words_pass_by_a_threshold_of_their_own():
    cuts = Cuts(answers=0, words=0.5, lines=0.5)
    assert cuts.show(tried("a", 0.1, 0.1, words=0.6))
    assert not cuts.show(tried("a", 0.0, 0.1, words=0.6))
    assert not cuts.show(tried("a", 0.1, 0.5, words=0.5))


def test_a_wrong_citation_beside_a_right_one_is_worth_refusing():
    right, wrong = tried("a", 0.9, 0.9), tried("a", 0.3, 0.3, good=False)
    cuts = fitted([right, wrong])
    assert cuts.show(right)
    assert not cuts.show(wrong)


def test_without_anything_wrong_everything_passes_that_was_read_further():
    assert fitted([tried("a", 0.1, 0.1)]) == Cuts(FLOOR, FLOOR, FLOOR)
