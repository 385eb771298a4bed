"""What k6 writes with `--out json=FILE`: one JSON value a line, each request on its own.

Format: https://grafana.com/docs/k6/latest/results-output/real-time/json/
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from seatrial.evidence.importers.artefact import Artefact, Made
from seatrial.evidence.importers.figures import figure, moment, percentile
from seatrial.evidence.importers.load import Load, measured_load, percent_of
from seatrial.evidence.importers.measured import Context, Measured

NAME = "k6's JSON output"
_STARTS = (b'{"type":"Metric"', b'{"metric":"')
_DURATION, _FAILED = "http_req_duration", "http_req_failed"


def recognises(artefact: Artefact) -> bool:
    return artefact.content.startswith(_STARTS)


def read(artefact: Artefact, context: Context) -> list[Measured]:
    took: list[float] = []
    failed: list[float] = []
    stamps: list[datetime] = []
    for name, value, at in _points(artefact):
        (took if name == _DURATION else failed).append(value)
        stamps.append(at)
    first, last = min(stamps, default=None), max(stamps, default=None)
    load = Load(
        tool="k6",
        requests=len(took),
        p99_ms=percentile(took, 99) if took else None,
        error_percent=percent_of(sum(failed), len(failed)),
        minutes=(last - first).total_seconds() / 60 if first and last else 0.0,
        no_errors="k6's JSON output has no http_req_failed",
    )
    return measured_load(artefact, load, Made(produced_at=first))


def _points(artefact: Artefact) -> Iterator[tuple[str, float, datetime]]:
    """Name, value and moment of each that speaks of a request."""
    if not artefact.content.endswith(b"\n"):
        raise artefact.refuse("it is cut off: its last line has no end")
    for number, line in enumerate(artefact.content.splitlines(), 1):
        if b'"http_req_duration"' not in line and b'"http_req_failed"' not in line:
            continue  # nine of ten lines: no need to parse them
        row = _row(artefact, number, line)
        if row.get("type") == "Point" and row.get("metric") in (_DURATION, _FAILED):
            yield row["metric"], *_measured(artefact, number, row.get("data"))


def _row(artefact: Artefact, number: int, line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise artefact.refuse(f"its line {number} is not valid JSON") from error
    return found if isinstance(found, dict) else {}


def _measured(artefact: Artefact, number: int, data: object) -> tuple[float, datetime]:
    row = data if isinstance(data, dict) else {}
    value, at = figure(row.get("value")), moment(str(row.get("time")))
    if value is None or at is None or at.tzinfo is None:
        raise artefact.refuse(f"its line {number} is a point without a value and a time")
    return value, at
