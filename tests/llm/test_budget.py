"""The suite runs without a network, so that counting at all shows that nothing is downloaded."""

import time

import tiktoken

from seatrial.llm.budget import ENCODING, TokenCount, raw_count

PROSE = "A ship goes on sea trials before it is handed over. " * 60


def test_the_vocabulary_is_the_bundled_one():
    assert tiktoken.get_encoding(ENCODING).n_vocab == 100277
    assert raw_count("def main() -> None:") == 6


def test_special_tokens_in_a_text_are_plain_text():
    assert raw_count("<|endoftext|>") > 1


def test_a_hostile_run_without_a_space_is_counted_in_time():
    began = time.monotonic()
    assert raw_count("a" * 400_000) > 10_000
    assert time.monotonic() - began < 10


def test_half_a_surrogate_pair_is_counted():
    assert raw_count("\ud800") > 0


def test_the_estimate_follows_the_server_up_and_never_down():
    ours = raw_count(PROSE)
    higher = TokenCount().learned(PROSE, round(ours * 1.5))
    assert higher.count(PROSE) > ours * 1.4
    assert higher.learned(PROSE, ours) == higher


def test_a_short_text_teaches_nothing():
    assert TokenCount().learned("x", 500) == TokenCount()


def test_an_absurd_count_does_not_make_every_text_too_long():
    assert TokenCount().learned(PROSE, 10**9).factor == 3.0


def test_what_fills_the_room_fits_and_what_is_more_does_not():
    room = TokenCount().room(context=8192, most_tokens=400)
    assert TokenCount().fits(" word" * room, context=8192, most_tokens=400)
    assert not TokenCount().fits(" word" * (room + 100), context=8192, most_tokens=400)
