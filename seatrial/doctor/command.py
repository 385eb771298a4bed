"""What `seatrial doctor` says: one line each, and whether something needs mending."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from seatrial.doctor.machine import machine
from seatrial.doctor.model import Line, State
from seatrial.doctor.models import models, remote
from seatrial.doctor.offline import namespaces, proof, surroundings
from seatrial.doctor.tools import tools
from seatrial.errors import UsageError
from seatrial.escape import terminal
from seatrial.settings import Settings, load_settings

FORMATS = ("text", "json")
_WIDTH = 18


def run_doctor(
    config: Path | None, flags: dict[str, Any], form: str, *, prove: bool
) -> tuple[str, bool]:
    """The lines, and whether nothing needs mending."""
    if form not in FORMATS:
        raise UsageError(f"no format {form!r}; known: {', '.join(FORMATS)}")
    lines = looked_at(load_settings(config, flags), prove=prove)
    told = _as_json(lines) if form == "json" else _as_text(lines)
    return told, not any(line.state is State.MEND for line in lines)


def looked_at(settings: Settings, *, prove: bool) -> list[Line]:
    """In a fixed order; the proof last, because it leaves the network."""
    return [
        *machine(settings),
        *tools(),
        *models(settings),
        remote(settings),
        *surroundings(),
        namespaces(),
        *(proof() if prove else ()),
    ]


def _as_json(lines: Sequence[Line]) -> str:
    return json.dumps([line.model_dump() for line in lines], indent=2)


def _as_text(lines: Sequence[Line]) -> str:
    shown = [row for line in lines for row in _shown(line)]
    counted = Counter(line.state for line in lines)
    shown.append(f"{counted[State.MEND]} to mend, {counted[State.NOTE]} to note")
    return "\n".join(shown)


def _shown(line: Line) -> list[str]:
    rows = [f"{line.state:<5} {line.name:<{_WIDTH}} {terminal(line.said)}"]
    if line.fix:
        rows.append(f"{'':<5} {'':<{_WIDTH}} → {terminal(line.fix)}")
    return rows
