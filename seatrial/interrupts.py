"""Ctrl-C and SIGTERM while children work: they are ended at once, and what is done is kept."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from seatrial import process
from seatrial.errors import Interrupted, Stopped


@contextmanager
def interruptible(told: str | Callable[[], str]) -> Iterator[None]:
    """SIGINT and SIGTERM become Interrupted, which says `told`, or what it gives by then. Only the
    main thread may catch signals; in another one they are left to the program that called us."""
    process.go_on()

    def stop(number: int, frame: FrameType | None) -> None:
        process.stop_all()
        raise KeyboardInterrupt

    mine = threading.current_thread() is threading.main_thread()
    caught = (signal.SIGINT, signal.SIGTERM) if mine else ()
    before = {s: signal.signal(s, stop) for s in caught}
    try:
        yield
    except (KeyboardInterrupt, Stopped) as error:
        raise Interrupted(told if isinstance(told, str) else told()) from error
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
