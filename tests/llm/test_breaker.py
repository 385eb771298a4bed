"""A host that fails is left alone, by later audits too, and never for ever."""

import pytest

from seatrial.llm.backend import BackendGone
from seatrial.llm.breaker import Breaker, Stand, forgive

HOST = "http://127.0.0.1:11434"


class Clock:
    def __init__(self, now=1_900_000_000.0):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def breaker(tmp_path, clock):
    """Opens the breaker of the host, as each audit does."""
    return lambda host=HOST: Breaker(tmp_path / "hosts", host, clock)


def failed(breaker, times=3, **how):
    for _ in range(times):
        breaker.failed("it is dead", **{"lasting": True, **how})
    return breaker


def test_it_opens_at_the_third_failure_in_a_row(breaker):
    assert failed(breaker(), 2).stand is Stand.CLOSED
    again = failed(breaker(), 2)
    again.well()
    assert failed(again, 2).stand is Stand.CLOSED
    failed(again, 1)
    with pytest.raises(BackendGone, match="failed 3 times in a row and is asked nothing more: it"):
        again.refuse()


def test_the_next_audit_finds_it_open_and_is_told_until_when(breaker):
    failed(breaker())
    with pytest.raises(BackendGone, match=r"left alone until \d\d:\d\d UTC \(it is dead\)"):
        breaker().refuse()
    breaker("http://127.0.0.1:80").refuse()


def test_a_hopeless_failure_opens_at_once(breaker):
    assert failed(breaker(), 1, at_once=True).stand is Stand.OPEN
    assert breaker().stand is Stand.OPEN


def test_what_cost_no_waiting_is_not_kept_for_the_next_audit(breaker):
    assert failed(breaker(), lasting=False).stand is Stand.OPEN
    assert breaker().stand is Stand.CLOSED


def test_after_its_pause_it_is_asked_once_and_a_failure_doubles_the_pause(breaker, clock):
    failed(breaker())
    for pause in (300, 600, 1200, 2400, 3600, 3600):
        clock.now += pause - 1
        assert breaker().stand is Stand.OPEN
        clock.now += 1
        half = breaker()
        assert half.stand is Stand.HALF_OPEN
        half.refuse()
        assert failed(half, 1).stand is Stand.OPEN


def test_an_answer_closes_it_and_leaves_no_file(breaker, clock, tmp_path):
    failed(breaker())
    clock.now += 300
    breaker().well()
    assert breaker().stand is Stand.CLOSED
    assert list((tmp_path / "hosts").iterdir()) == []


def test_a_clock_that_was_set_back_keeps_nobody_out(breaker, clock):
    failed(breaker())
    clock.now -= 86_400
    assert breaker().stand is Stand.HALF_OPEN


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff",
        b"[1]",
        b'{"host": "http://127.0.0.1:11434", "until": NaN, "pause": 300, "reason": ""}',
        b'{"host": "http://127.0.0.1:11434", "until": 1e999, "pause": 300, "reason": ""}',
        b'{"host": "http://127.0.0.1:11434", "until": 9, "pause": 1e300, "reason": ""}',
    ],
)
def test_a_damaged_file_is_closed_and_said(breaker, tmp_path, content):
    failed(breaker())
    (kept,) = (tmp_path / "hosts").iterdir()
    kept.write_bytes(content)
    found = breaker()
    assert found.stand is Stand.CLOSED
    assert found.note == f"what was kept of the model server at {HOST!r} is damaged"
    found.well()
    assert not kept.exists()


def test_a_folder_that_cannot_be_written_costs_nothing_now(tmp_path):
    (tmp_path / "hosts").write_text("a file")
    assert failed(Breaker(tmp_path / "hosts", HOST)).stand is Stand.OPEN


def test_without_a_folder_or_a_host_it_is_kept_in_memory(tmp_path):
    for breaker in (Breaker(None, HOST), Breaker(tmp_path, "")):
        assert failed(breaker).stand is Stand.OPEN
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_for_us_alone(breaker, tmp_path):
    failed(breaker())
    (kept,) = (tmp_path / "hosts").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o777 == 0o700


def test_who_tried_it_and_had_an_answer_closes_it(breaker, tmp_path):
    failed(breaker())
    forgive(tmp_path / "hosts", HOST)
    assert breaker().stand is Stand.CLOSED
    forgive(tmp_path / "hosts", "")
