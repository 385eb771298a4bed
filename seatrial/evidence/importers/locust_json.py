"""Locust's `--json`: one object an endpoint, with a histogram of response times.

Format: `StatsEntry.serialize` in https://github.com/locustio/locust/blob/master/locust/stats.py
"""

import math
from collections import Counter
from datetime import datetime

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from seatrial.evidence.importers.artefact import Artefact, Made
from seatrial.evidence.importers.figures import since_epoch
from seatrial.evidence.importers.load import Load, measured_load, percent_of
from seatrial.evidence.importers.measured import Context, Measured

NAME = "Locust JSON"


class _Entry(BaseModel):
    """`response_times` maps milliseconds to the number of requests that took them."""

    num_requests: int = Field(ge=0)
    num_failures: int = Field(ge=0)
    response_times: dict[float, int]
    start_time: float = Field(default=0, ge=0, allow_inf_nan=False)
    last_request_timestamp: float | None = None


_ENTRIES = TypeAdapter(list[_Entry])


def recognises(artefact: Artefact) -> bool:
    found = artefact.value
    first = found[0] if isinstance(found, list) and found else None
    return isinstance(first, dict) and first.keys() >= {"num_requests", "response_times"}


def read(artefact: Artefact, context: Context) -> list[Measured]:
    try:
        entries = _ENTRIES.validate_python(artefact.value)
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"])
        raise artefact.refuse(f"it is not Locust's JSON ({where}: {problem['msg']})") from error
    requests = sum(e.num_requests for e in entries)
    failed = sum(e.num_failures for e in entries)
    load = Load(
        tool="Locust",
        requests=requests,
        p99_ms=_p99(entries),
        error_percent=percent_of(failed, requests),
        minutes=_minutes(entries),
        no_p99="Locust's JSON has no response times",
        no_errors="Locust's JSON counts no requests",
    )
    return measured_load(artefact, load, Made(produced_at=_started(entries)))


def _p99(entries: list[_Entry]) -> float | None:
    """By nearest rank over all endpoints together."""
    times: Counter[float] = Counter()
    for entry in entries:
        times.update({ms: n for ms, n in entry.response_times.items() if n > 0})
    rank, seen = math.ceil(times.total() * 0.99), 0
    for ms in sorted(times):
        seen += times[ms]
        if seen >= rank:
            return ms
    return None


def _started(entries: list[_Entry]) -> datetime | None:
    starts = [e.start_time for e in entries if e.start_time]
    return since_epoch(min(starts)) if starts else None


def _minutes(entries: list[_Entry]) -> float:
    starts = [e.start_time for e in entries if e.start_time]
    ends = [e.last_request_timestamp for e in entries if e.last_request_timestamp]
    return max(0.0, max(ends) - min(starts)) / 60 if starts and ends else 0.0
