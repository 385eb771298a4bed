import signal
import sys
import threading

import pytest

from seatrial.errors import Interrupted
from seatrial.interrupts import interruptible
from seatrial.process import run_child


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_what_is_done_and_the_handlers_come_back(number):
    before = signal.getsignal(number)

    with pytest.raises(Interrupted, match="kept; go on"), interruptible("kept; go on"):
        signal.raise_signal(number)
    assert signal.getsignal(number) is before


def test_after_an_interruption_children_start_again():
    with pytest.raises(Interrupted), interruptible("kept"):
        signal.raise_signal(signal.SIGINT)

    with interruptible("kept"):
        assert run_child([sys.executable, "-I", "-c", "print('on')"]).stdout == b"on\n"


def test_another_thread_leaves_signals_to_the_program():
    caught = []

    def work():
        with interruptible("kept"):
            caught.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert caught == [signal.getsignal(signal.SIGINT)]
