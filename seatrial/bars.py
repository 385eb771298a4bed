"""Bars with the time left, on a terminal."""

import sys

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from seatrial.displays import Lines
from seatrial.escape import terminal
from seatrial.progress import Stage


class Bars:
    """A bar a stage, with counts and the time left, on a terminal."""

    def __init__(self, console: Console) -> None:
        columns = (TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn())
        self._bars = Progress(*columns, TimeRemainingColumn(), console=console)
        self._tasks: dict[str, TaskID] = {}
        self._bars.start()

    def said(self, text: str) -> None:
        self._bars.console.print(terminal(text), markup=False, highlight=False)

    def began(self, stage: Stage) -> None:
        self._tasks[stage.name] = self._bars.add_task(stage.name, total=stage.total or None)

    def moved(self, stage: Stage) -> None:
        task = self._tasks[stage.name]
        self._bars.update(task, completed=stage.done, total=stage.total or None)

    def ended(self, stage: Stage) -> None:
        done = stage.total or stage.done
        task = self._tasks[stage.name]
        self._bars.update(task, completed=done, total=done)

    def close(self) -> None:
        self._bars.stop()


def on_terminal() -> Bars:
    return Bars(Console(stderr=True))


class ByteCount:
    """How much of a download is here, as a bar on a terminal and as lines elsewhere."""

    def __init__(self, name: str, size: int, *, quiet: bool) -> None:
        lively = sys.stderr.isatty()
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=quiet or not lively,
        )
        self._task = self._bars.add_task(name, total=size)
        self._lines = None if quiet or lively else Lines(sys.stderr)
        self._stage = Stage(name, "MB", total=size // 1_000_000)
        self._there = 0

    def __enter__(self) -> "ByteCount":
        self._bars.start()
        return self

    def __call__(self, more: int) -> None:
        """`more` bytes have come."""
        self._there += more
        self._bars.update(self._task, completed=self._there)
        self._stage.done = self._there // 1_000_000
        if self._lines:
            self._lines.moved(self._stage)

    def __exit__(self, *_: object) -> None:
        self._bars.stop()
