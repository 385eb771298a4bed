"""A model server that failed again and again is left alone for a while, by later audits too.

Closed: it is asked. Open: it is not, until a time. Half open, after that: it is asked once, and
the answer closes, a failure opens for twice as long. What is kept of a host is one small file.
"""

import contextlib
import time
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from pydantic import Field, ValidationError

from seatrial.files import write_whole
from seatrial.frozen import Frozen, sha256
from seatrial.llm.backend import BackendGone
from seatrial.state import private_folder

IN_A_ROW = 3
_FIRST_PAUSE, _LONGEST_PAUSE = 300.0, 3600.0
_LONGEST = 2000  # characters of a reason


class Stand(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


class Kept(Frozen):
    """What is kept of a host that failed: until when (seconds of the clock) and how long it is
    left alone, and why."""

    host: str
    until: float = Field(allow_inf_nan=False)
    pause: float = Field(gt=0, le=_LONGEST_PAUSE)
    reason: str = Field(max_length=_LONGEST)


class Breaker:
    """Of the server at `host`, kept in `folder`; of this process alone where one of them is
    missing. `note` says what was wrong with the file, '' when nothing was."""

    def __init__(
        self, folder: Path | None, host: str, clock: Callable[[], float] = time.time
    ) -> None:
        self._host, self._clock, self.note = host, clock, ""
        self._path = folder / f"{sha256(host.encode())[:16]}.json" if folder and host else None
        self._failures = 0
        self._given_up = ""
        self._kept = self._read()

    @property
    def stand(self) -> Stand:
        if self._kept is None:
            return Stand.CLOSED
        ahead = self._kept.until - self._clock()
        # Further ahead than any pause: the clock was set back, and would keep it open for ever.
        return Stand.OPEN if 0 < ahead <= self._kept.pause else Stand.HALF_OPEN

    def refuse(self) -> None:
        """Raises BackendGone when it is not to be asked now."""
        if self._kept is None or self.stand is not Stand.OPEN:
            return
        until = datetime.fromtimestamp(self._kept.until, UTC)
        # What a run says of its own failures names no hour: equal runs have equal papers.
        raise BackendGone(
            self._given_up
            or f"the model server at {self._host!r} failed before and is left alone until"
            f" {until:%H:%M} UTC ({self._kept.reason}); `seatrial models probe` asks it at once"
        )

    def well(self) -> None:
        """It answered."""
        self._failures, self._given_up = 0, ""
        if self._path and (self._kept or self.note):
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)
        self._kept, self.note = None, ""

    def failed(self, reason: str, *, lasting: bool, at_once: bool = False) -> None:
        """It failed once more. What is `lasting` is kept for later audits: they would wait again.
        `at_once` opens without further failures."""
        self._failures += 1
        if self._failures < IN_A_ROW and not at_once and self.stand is Stand.CLOSED:
            return
        times = f"{self._failures} times in a row" if self._failures > 1 else "once"
        self._given_up = f"the model failed {times} and is asked nothing more: {reason}"
        pause = min(2 * self._kept.pause, _LONGEST_PAUSE) if self._kept else _FIRST_PAUSE
        until = self._clock() + pause
        self._kept = Kept(host=self._host, until=until, pause=pause, reason=reason[:_LONGEST])
        if lasting and self._path:
            # A full disk costs the next audit time, not this one its papers.
            with contextlib.suppress(OSError):
                private_folder(self._path.parent)
                write_whole(self._path, self._kept.model_dump_json().encode())

    def _read(self) -> Kept | None:
        if self._path is None or not self._path.exists():
            return None
        try:
            kept = Kept.model_validate_json(self._path.read_bytes())
        except (OSError, ValidationError):
            self.note = f"what was kept of the model server at {self._host!r} is damaged"
            return None
        return kept if kept.host == self._host else None


def forgive(folder: Path, host: str) -> None:
    """The server at `host` answered somebody: it need not be left alone."""
    if host:
        Breaker(folder, host).well()
