"""Tells a person, and the run's event log, how far the audit is.

Every event goes to a display (`displays.py`) and to the run's `events.jsonl`, with the run's and
the trace's id.
"""

import json
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol


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
            line = {"time": now(), "run": self._run, "trace": self._trace, "event": "say"}
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
        line = {"time": now(), "run": self._run, "trace": self._trace, **body, **more}
        self._events.write(json.dumps(line) + "\n")
        self._events.flush()


def now() -> str:
    """The time of an event, as the log has it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
