"""Tells a person, and the run's event log, how far the audit is.

stderr carries it: a bar with an estimate on a terminal, plain lines elsewhere, JSON lines when
asked. Every event also goes to the run's `events.jsonl` with the run's and the trace's id.
"""

import json
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TextIO

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

from seatrial.escape import terminal
from seatrial.settings import LogFormat, Settings

_EVERY_SECONDS = 2.0


@dataclass
class Stage:
    """One part of the run: how much of it there is, and how much is done."""

    name: str
    unit: str
    total: int = 0
    done: int = 0
    began: float = field(default_factory=time.monotonic)
    told: float = field(default_factory=time.monotonic)

    @property
    def eta_seconds(self) -> float | None:
        """Seconds left at the pace so far, None before anything is done or when it is endless."""
        if not self.done or not self.total:
            return None
        pace = (time.monotonic() - self.began) / self.done
        return max(0.0, (self.total - self.done) * pace)

    @property
    def count(self) -> str:
        return f"{self.done}/{self.total} {self.unit}" if self.total else f"{self.done} {self.unit}"


class Display(Protocol):
    """How one kind of terminal shows stages."""

    def said(self, text: str) -> None: ...
    def began(self, stage: Stage) -> None: ...
    def moved(self, stage: Stage) -> None: ...
    def ended(self, stage: Stage) -> None: ...
    def close(self) -> None: ...


@dataclass
class StageMeter:
    """What a stage's workers tell."""

    reporter: "Reporter"
    stage: Stage

    def expect(self, n: int) -> None:
        self.reporter.move(self.stage, total=n)

    def advance(self, n: int) -> None:
        self.reporter.move(self.stage, done=n)


class Reporter:
    """Thread-safe progress of one run."""

    def __init__(self, display: Display, events: Path, run: str, trace: str) -> None:
        self._display, self._run, self._trace = display, run, trace
        self._events = open(events, "a", encoding="utf-8")  # noqa: SIM115  closed by close()
        self._lock = threading.Lock()
        self._stages: dict[str, Stage] = {}

    def say(self, text: str) -> None:
        """One line for the person, outside any stage."""
        with self._lock:
            self._display.said(text)
            line = {"time": _now(), "run": self._run, "trace": self._trace, "event": "say"}
            self._events.write(json.dumps({**line, "text": text}) + "\n")
            self._events.flush()

    def begin(self, name: str, unit: str = "files") -> StageMeter:
        """A meter for the stage `name`, which begins now."""
        with self._lock:
            stage = self._stages[name] = Stage(name, unit)
            self._display.began(stage)
            self._write("begin", stage)
        return StageMeter(self, stage)

    def move(self, stage: Stage, *, done: int = 0, total: int = 0) -> None:
        with self._lock:
            stage.done += done
            stage.total += total
            self._display.moved(stage)

    def end(self, name: str) -> None:
        with self._lock:
            stage = self._stages[name]
            self._display.ended(stage)
            self._write("end", stage, seconds=round(time.monotonic() - stage.began, 3))

    def close(self) -> None:
        self._display.close()
        self._events.close()

    def _write(self, event: str, stage: Stage, **more: float) -> None:
        body = {"event": event, "stage": stage.name, "done": stage.done, "total": stage.total}
        line = {"time": _now(), "run": self._run, "trace": self._trace, **body, **more}
        self._events.write(json.dumps(line) + "\n")
        self._events.flush()


class Silent:
    """Shows nothing: `--quiet`."""

    def said(self, text: str) -> None: ...
    def began(self, stage: Stage) -> None: ...
    def moved(self, stage: Stage) -> None: ...
    def ended(self, stage: Stage) -> None: ...
    def close(self) -> None: ...


@dataclass
class Lines:
    """One plain line when a stage ends, and one every two seconds while it goes on."""

    stream: TextIO

    def said(self, text: str) -> None:
        self._say(text)

    def began(self, stage: Stage) -> None: ...

    def moved(self, stage: Stage) -> None:
        if time.monotonic() - stage.told < _EVERY_SECONDS:
            return
        stage.told = time.monotonic()
        eta = f", about {stage.eta_seconds:.0f} s left" if stage.eta_seconds is not None else ""
        self._say(f"{stage.name}: {stage.count}{eta}")

    def ended(self, stage: Stage) -> None:
        if stage.done:  # a stage that had nothing to do is in the log, and of no interest here
            self._say(f"{stage.name}: {stage.count}, {time.monotonic() - stage.began:.1f} s")

    def close(self) -> None: ...

    def _say(self, text: str) -> None:
        self.stream.write(f"{terminal(text)}\n")
        self.stream.flush()


@dataclass
class JsonLines:
    """One JSON object an event, for machines."""

    stream: TextIO
    run: str
    trace: str

    def said(self, text: str) -> None:
        self._write({"event": "say", "text": text})

    def began(self, stage: Stage) -> None:
        self._say("begin", stage)

    def moved(self, stage: Stage) -> None:
        if time.monotonic() - stage.told >= _EVERY_SECONDS:
            stage.told = time.monotonic()
            self._say("progress", stage)

    def ended(self, stage: Stage) -> None:
        self._say("end", stage)

    def close(self) -> None: ...

    def _say(self, event: str, stage: Stage) -> None:
        eta = None if stage.eta_seconds is None else round(stage.eta_seconds, 1)
        body = {"event": event, "stage": stage.name, "done": stage.done, "total": stage.total}
        self._write({**body, "eta_seconds": eta})

    def _write(self, body: dict[str, object]) -> None:
        line = {"time": _now(), "run": self.run, "trace": self.trace, **body}
        self.stream.write(f"{json.dumps(line)}\n")
        self.stream.flush()


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


def display_for(settings: Settings, run: str, trace: str) -> Display:
    """The display that fits the settings and this terminal."""
    if settings.log_format is LogFormat.JSON:
        return JsonLines(sys.stderr, run, trace)
    if settings.quiet:
        return Silent()
    return Bars(Console(stderr=True)) if sys.stderr.isatty() else Lines(sys.stderr)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


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
