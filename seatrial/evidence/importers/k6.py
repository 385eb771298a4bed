"""Summaries of k6: `--summary-export FILE`, and the data that handleSummary is given.

Formats: https://grafana.com/docs/k6/latest/results-output/end-of-test/
"""

from typing import Any

from pydantic import BaseModel, Field, ValidationError

from seatrial.evidence.importers.artefact import Artefact
from seatrial.evidence.importers.checks import (
    ERROR_RATE_MEASURED,
    LATENCY_MEASURED,
    SOAK_MEASURED,
)
from seatrial.evidence.importers.measured import Measured
from seatrial.evidence.model import Check, Outcome

SOAK_MINUTES = 30


class _State(BaseModel):
    duration_ms: float = Field(alias="testRunDurationMs", ge=0, allow_inf_nan=False)


class _Summary(BaseModel):
    """Both forms: numbers of a metric stand in `values` in one, beside each other in the other."""

    metrics: dict[str, dict[str, Any]]
    state: _State | None = None

    def number(self, metric: str, *names: str) -> float | None:
        """The first of `names` that `metric` has as a finite number."""
        body = self.metrics.get(metric, {})
        values = body.get("values", body)
        for name in names:
            value = values.get(name) if isinstance(values, dict) else None
            if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e15:
                return float(value)
        return None

    @property
    def minutes(self) -> float:
        """Length of the run, 0 when it is not stated (--summary-export leaves it out)."""
        return self.state.duration_ms / 60_000 if self.state else 0.0


def read_k6(artefact: Artefact) -> list[Measured]:
    try:
        summary = _Summary.model_validate(artefact.json())
    except ValidationError as error:
        problem = error.errors()[0]["msg"]
        raise artefact.refuse(f"it is not a k6 summary ({problem[:100]})") from error
    requests = summary.number("http_reqs", "count") or 0.0
    found = [_latency(artefact, summary, requests), _errors(artefact, summary, requests)]
    if summary.minutes >= SOAK_MINUTES:
        found.append(_soak(artefact, summary, requests))
    return found


def _latency(artefact: Artefact, summary: _Summary, requests: float) -> Measured:
    p99 = summary.number("http_req_duration", "p(99)")
    if not requests or p99 is None:
        why = (
            "the k6 summary has no p(99) of http_req_duration: run k6 with "
            "--summary-trend-stats 'avg,p(95),p(99),max'"
        )
        return _without(artefact, LATENCY_MEASURED, why if requests else _NO_REQUEST)
    message = f"p99 was {p99:.1f} ms over {requests:.0f} requests"
    return _with(artefact, LATENCY_MEASURED, message, {"p99_ms": p99, "requests": requests})


def _errors(artefact: Artefact, summary: _Summary, requests: float) -> Measured:
    percent = _error_percent(summary)
    if not requests or percent is None:
        why = "the k6 summary has no http_req_failed"
        return _without(artefact, ERROR_RATE_MEASURED, why if requests else _NO_REQUEST)
    metric = {"error_percent": percent, "requests": requests}
    message = f"{percent:.3g} % of {requests:.0f} requests failed"
    return _with(artefact, ERROR_RATE_MEASURED, message, metric)


def _soak(artefact: Artefact, summary: _Summary, requests: float) -> Measured:
    percent = _error_percent(summary)
    if not requests or percent is None:
        return _without(artefact, SOAK_MEASURED, "the k6 summary has no failed-request rate")
    metric = {"error_percent": percent, "minutes": summary.minutes, "requests": requests}
    message = f"{percent:.3g} % of {requests:.0f} requests failed in {summary.minutes:.0f} minutes"
    return _with(artefact, SOAK_MEASURED, message, metric)


_NO_REQUEST = "the k6 run made no request"


def _error_percent(summary: _Summary) -> float | None:
    share = summary.number("http_req_failed", "rate", "value")
    return None if share is None or share > 1 else share * 100


def _with(artefact: Artefact, check: Check, message: str, metric: dict[str, float]) -> Measured:
    return Measured(check, Outcome.HOLDS, message, artefact, artefact.beside, metric=metric)


def _without(artefact: Artefact, check: Check, why: str) -> Measured:
    return Measured(check, Outcome.UNAVAILABLE, why, artefact, artefact.beside)
