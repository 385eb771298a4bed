"""What may pass is asked again, for so long and no longer; what was given back was looked at."""

import math
import random

import pytest

from seatrial.llm.backend import (
    BackendGone,
    BackendUnavailable,
    PassingFault,
    Question,
    Request,
    RequestTooLong,
    TooSlow,
)
from seatrial.llm.breaker import Breaker, Stand
from seatrial.llm.patient import Patience, PatientBackend
from tests.fakes import ScriptedBackend

ASKED = [Question(id="a", prompt="Is it red?")]
WRITTEN = Request(prompt="Name it.", schema_={})
BUSY = PassingFault("it is busy")


class Time:
    """A clock that only sleeping and answering move."""

    def __init__(self):
        self.now, self.slept = 0.0, []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def asked(time):
    """A patient backend on a script."""

    def make(*replies, vectors=(), breaker=None, **limits):
        backend = ScriptedBackend(replies, vectors)
        chance = random.Random(7)
        patience = Patience(**{"sleep": time.sleep, "clock": time, "chance": chance, **limits})
        return PatientBackend(backend, breaker or Breaker(None, ""), patience)

    return make


def test_what_passes_is_answered(asked, time):
    assert asked(BUSY, BUSY, 1.5).decide("code", ASKED) == [1.5]
    assert len(time.slept) == 2


def test_written_answers_and_vectors_are_asked_again_in_the_same_way(asked, time):
    assert asked(BUSY, "{}").complete(WRITTEN) == "{}"
    vectors = [(1.0, 2.0)]
    assert asked(vectors=vectors).embed(["x"]) == vectors
    assert len(time.slept) == 1


def test_after_four_tries_it_is_told_how_often_it_was_asked(asked, time):
    backend = asked(*[BUSY] * 9)
    with pytest.raises(BackendUnavailable, match=r"it is busy \(asked 4 times\)"):
        backend.decide("code", ASKED)
    assert len(time.slept) == 3


def test_pauses_double_up_to_a_bound_with_half_left_to_chance(asked, time):
    with pytest.raises(BackendUnavailable):
        asked(*[BUSY] * 9, tries=8).decide("code", ASKED)
    for seconds, step in zip(time.slept, (1, 2, 4, 8, 16, 30, 30), strict=True):
        assert step / 2 <= seconds <= step
    assert len(set(time.slept)) == 7


def test_the_server_is_left_alone_for_as_long_as_it_asked(asked, time):
    asked(PassingFault("busy", wait=12.0), 1.0).decide("code", ASKED)
    assert time.slept == [12.0]


def test_a_server_that_asks_for_more_than_our_patience_is_not_asked_again(asked, time):
    backend = asked(PassingFault("busy", wait=31.0), 1.0)
    with pytest.raises(BackendUnavailable, match="busy"):
        backend.decide("code", ASKED)
    with pytest.raises(BackendGone, match="failed once and is asked nothing more"):
        backend.decide("code", ASKED)
    assert time.slept == []


def test_what_took_too_long_is_asked_once_more_and_then_nothing_is(asked, time):
    backend = asked(TooSlow("too slow"), TooSlow("too slow"), 1.0)
    with pytest.raises(BackendUnavailable, match=r"too slow \(asked 2 times\)"):
        backend.decide("code", ASKED)
    with pytest.raises(BackendGone):
        backend.decide("code", ASKED)
    assert len(time.slept) == 1


@pytest.mark.parametrize("fault", [BackendUnavailable("404"), RequestTooLong("long")])
def test_what_will_not_pass_is_asked_once(asked, time, fault):
    with pytest.raises(type(fault)):
        asked(fault, 1.0).decide("code", ASKED)
    assert time.slept == []


def test_three_failures_in_a_row_end_it_and_a_request_too_long_is_none(asked):
    bad, long = BackendUnavailable("bad"), RequestTooLong("long")
    backend = asked(bad, bad, 1.0, bad, bad, long, long, bad, 1.0)
    told = []
    for _ in range(9):
        try:
            told.append(backend.decide("code", ASKED))
        except BackendUnavailable as error:
            told.append(type(error))
    assert told[:3] == [BackendUnavailable, BackendUnavailable, [1.0]]
    assert told[3:8] == [BackendUnavailable] * 2 + [RequestTooLong] * 2 + [BackendUnavailable]
    assert told[8] is BackendGone


def test_a_model_that_is_gone_is_told_as_it_was(asked):
    with pytest.raises(BackendGone, match="^replaced$"):
        asked(BackendGone("replaced")).decide("code", ASKED)


def test_half_open_it_is_asked_once_without_a_pause(asked, time, tmp_path):
    clock = Time()
    for _ in range(3):
        Breaker(tmp_path, "http://127.0.0.1:1", clock).failed("dead", lasting=True, at_once=True)
    clock.now += 3600
    breaker = Breaker(tmp_path, "http://127.0.0.1:1", clock)
    assert breaker.stand is Stand.HALF_OPEN
    with pytest.raises(BackendUnavailable):
        asked(BUSY, 1.0, breaker=breaker).decide("code", ASKED)
    assert time.slept == []
    assert breaker.stand is Stand.OPEN


def test_what_failures_cost_in_one_run_is_bounded(asked, time):
    backend = asked(*[BUSY, 1.0] * 5, lost=3.0, first=2.0)
    while sum(time.slept) < 3.0:
        backend.decide("code", ASKED)
    with pytest.raises(BackendGone, match="was waited for in vain for 0 minutes"):
        backend.decide("code", ASKED)
    assert len(time.slept) < 5


def test_what_a_model_takes_in_one_run_is_bounded(asked, time):
    class Slow(ScriptedBackend):
        def decide(self, excerpt, questions, *, system=""):
            time.now += 60.0
            return super().decide(excerpt, questions, system=system)

    patience = Patience(whole=180.0, sleep=time.sleep, clock=time)
    backend = PatientBackend(Slow([1.0] * 9), Breaker(None, ""), patience)
    for _ in range(3):
        backend.decide("code", ASKED)
    with pytest.raises(BackendGone, match="the model took 3 minutes"):
        backend.decide("code", ASKED)


@pytest.mark.parametrize("margin", [math.nan, math.inf, -math.inf])
def test_a_margin_that_is_no_number_is_no_answer(asked, margin):
    with pytest.raises(BackendUnavailable, match="for 1 questions"):
        asked(margin).decide("code", ASKED)


def test_a_giant_reply_is_no_answer(asked):
    with pytest.raises(BackendUnavailable, match="gave 70000 characters"):
        asked("x" * 70_000).complete(WRITTEN)


@pytest.mark.parametrize("vector", [(), (math.nan, 1.0), (math.inf, 1.0)])
def test_a_vector_that_is_none_is_no_answer(asked, vector):
    with pytest.raises(BackendUnavailable, match="gave 1 vectors"):
        asked(vectors=[vector]).embed(["x"])


def test_vectors_keep_their_dimension(asked):
    backend = asked(vectors=[(1.0, 2.0), (1.0, 2.0, 3.0)])
    backend.embed(["x"])
    with pytest.raises(BackendUnavailable, match=r"gave 1 vectors of \[2, 3\] numbers"):
        backend.embed(["y"])


def test_an_interruption_ends_the_pause(asked):
    from seatrial.errors import Interrupted
    from seatrial.llm.patient import rest
    from seatrial.process import go_on, stop_all

    stop_all()
    try:
        with pytest.raises(Interrupted):
            asked(BUSY, 1.0, sleep=rest, first=600.0, most=600.0).decide("code", ASKED)
    finally:
        go_on()
