"""How progress is shown on stderr: plain lines, JSON lines when asked, bars on a terminal."""

import json
import sys
import time
from dataclasses import dataclass
from typing import TextIO

from seatrial.escape import terminal
from seatrial.progress import Display, Stage, now
from seatrial.settings import LogFormat, Settings

_EVERY_SECONDS = 2.0


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
        line = {"time": now(), "run": self.run, "trace": self.trace, **body}
        self.stream.write(f"{json.dumps(line)}\n")
        self.stream.flush()


def display_for(settings: Settings, run: str, trace: str) -> Display:
    """The display that fits the settings and this terminal."""
    if settings.log_format is LogFormat.JSON:
        return JsonLines(sys.stderr, run, trace)
    if settings.quiet:
        return Silent()
    if not sys.stderr.isatty():
        return Lines(sys.stderr)
    from seatrial.bars import on_terminal  # drawn by a library that is loaded for a person only

    return on_terminal()
