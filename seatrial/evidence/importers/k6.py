"""Summaries of k6: `--summary-export FILE`, and the data that handleSummary is given.

Formats: https://grafana.com/docs/k6/latest/results-output/end-of-test/
"""

from typing import Any

from pydantic import BaseModel, Field

from seatrial.evidence.importers.artefact import Artefact
from seatrial.evidence.importers.figures import figure
from seatrial.evidence.importers.load import Load, measured_load
from seatrial.evidence.importers.measured import Context, Measured

NAME = "a k6 summary"
_NO_P99 = (
    "the k6 summary has no p(99) of http_req_duration: run k6 with "
    "--summary-trend-stats 'avg,p(95),p(99),max'"
)


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
        given = (values.get(name) for name in names) if isinstance(values, dict) else ()
        numbers = (figure(value) for value in given if not isinstance(value, str))
        return next((number for number in numbers if number is not None), None)

    @property
    def error_percent(self) -> float | None:
        share = self.number("http_req_failed", "rate", "value")
        return None if share is None or share > 1 else share * 100


def recognises(artefact: Artefact) -> bool:
    metrics = artefact.object.get("metrics")
    return isinstance(metrics, dict) and not {"http_reqs", "iterations"}.isdisjoint(metrics)


def read(artefact: Artefact, context: Context) -> list[Measured]:
    summary = artefact.read_as(_Summary, NAME)
    load = Load(
        tool="k6",
        requests=summary.number("http_reqs", "count") or 0.0,
        p99_ms=summary.number("http_req_duration", "p(99)"),
        error_percent=summary.error_percent,
        # --summary-export leaves the length of the run out.
        minutes=summary.state.duration_ms / 60_000 if summary.state else 0.0,
        no_p99=_NO_P99,
        no_errors="the k6 summary has no http_req_failed",
    )
    return measured_load(artefact, load)
