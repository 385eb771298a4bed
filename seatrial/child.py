"""A child process that lives on and answers line by line: a model's engine, the vector database."""

import contextlib
import os
import select
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from seatrial.process import (
    MIB,
    Finished,
    code_of,
    end,
    read_whole,
    refuse_when_stopping,
    start_piped,
)

_LONGEST_LINE = 64 * MIB
_AT_ONCE = 65536


class ChildGone(Exception):
    """A long-lived child died, or was killed because it did not answer in time."""


class Child:
    """A child that answers one line with one line, until it is closed.

    It is isolated like the others and has no limit on time but the one of each exchange. It must
    end itself when its standard input ends: so it learns that we were killed. One exchange at a
    time: the caller serialises.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        memory: int = 4096 * MIB,
        extra: Mapping[str, str] | None = None,
    ) -> None:
        """`extra` is added to the child's environment, `memory` is bytes."""
        refuse_when_stopping()
        self._private = tempfile.TemporaryDirectory(prefix="seatrial-", ignore_cleanup_errors=True)
        stand = Path(self._private.name) / "stand"
        stand.mkdir()
        self._errors = open(stand.with_name("err"), "w+b")  # noqa: SIM115  closed by close()
        self._process = start_piped(argv, stand, self._errors, memory, extra or {})
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._to, False)
        self._unread = bytearray()

    @property
    def pid(self) -> int:
        return self._process.pid

    def exchange(self, line: bytes, *, seconds: float) -> bytes:
        """The child's answer to `line`; neither has its line end.

        Raises ChildGone with a short reason (the child is dead by then), Stopped when the
        audit is being stopped.
        """
        until = time.monotonic() + seconds
        with self._or_gone():
            self._send(line + b"\n", until)
            return self._line(until)

    def receive(self, *, seconds: float) -> bytes:
        """A line that the child says unasked. Raises as `exchange` does."""
        with self._or_gone():
            return self._line(time.monotonic() + seconds)

    def close(self) -> None:
        """Kill the child with its group; harmless when it is gone."""
        end(self._process)
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            if stream:
                stream.close()
        self._private.cleanup()

    @contextlib.contextmanager
    def _or_gone(self) -> Iterator[None]:
        if self._errors.closed:
            raise ChildGone("closed")
        try:
            yield
        except (OSError, EOFError) as error:
            why = self._why(error)
            self.close()
            refuse_when_stopping()
            raise ChildGone(why) from error

    def _why(self, error: Exception) -> str:
        if isinstance(error, TimeoutError):
            return "stopped at its time limit"
        if isinstance(error, EOFError) and (code := code_of(self._process, 1)) is not None:
            said = read_whole(self._errors).decode("utf-8", "replace")
            return Finished(code, b"", said).why
        return f"its pipe broke: {error}"

    def _send(self, content: bytes, until: float) -> None:
        view = memoryview(content)
        while view:
            _, ready, _ = select.select([], [self._to], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise TimeoutError
            try:
                view = view[os.write(self._to, view[:_AT_ONCE]) :]
            except BrokenPipeError as error:
                raise EOFError from error

    def _line(self, until: float) -> bytes:
        seen = 0
        while (end := self._unread.find(b"\n", seen)) < 0:
            seen = len(self._unread)
            if seen > _LONGEST_LINE:
                raise OSError("a line longer than allowed")
            ready, _, _ = select.select([self._from], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise TimeoutError
            some = os.read(self._from, _AT_ONCE)
            if not some:
                raise EOFError
            self._unread += some
        line = bytes(self._unread[:end])
        del self._unread[: end + 1]
        return line
