"""Ctrl-C and SIGTERM while children work: they are ended at once, and what is done is kept."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from seatrial import process
from seatrial.errors import Interrupted


@contextmanager
def interruptible(told: str) -> Iterator[None]:
    """SIGINT and SIGTERM become Interrupted, which says `told`. Only the main thread may catch
    signals; in another one they are left to the program that called us."""
    process.go_on()

    def stop(number: int, frame: FrameType | None) -> None:
        process.stop_all()
        raise KeyboardInterrupt

    mine = threading.current_thread() is threading.main_thread()
    caught = (signal.SIGINT, signal.SIGTERM) if mine else ()
    before = {s: signal.signal(s, stop) for s in caught}
    try:
        yield
    except (KeyboardInterrupt, Interrupted) as error:
        if isinstance(error, Interrupted) and not process.stopping():
            raise  # another act was cut off earlier, and says how to go on with it
        raise Interrupted(told) from error
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
