"""What a run under load says of the checks of latency, error rate and soak, whatever ran it."""

from dataclasses import dataclass

from seatrial.evidence.importers.artefact import UNSTATED, Artefact, Made
from seatrial.evidence.importers.checks import (
    ERROR_RATE_MEASURED,
    LATENCY_MEASURED,
    SOAK_MEASURED,
)
from seatrial.evidence.importers.measured import Measured
from seatrial.evidence.model import Check, Outcome

SOAK_MINUTES = 30


@dataclass(frozen=True)
class Load:
    """One run. None is not measured; `no_p99` and `no_errors` then say why, or how to ask for it.

    `minutes` is 0 when the artefact does not say how long the run took.
    """

    tool: str
    requests: float
    p99_ms: float | None
    error_percent: float | None
    minutes: float = 0.0
    no_p99: str = ""
    no_errors: str = ""


def percent_of(failed: float, requests: float) -> float | None:
    return failed * 100 / requests if requests else None


def measured_load(artefact: Artefact, load: Load, inside: Made = UNSTATED) -> list[Measured]:
    """Latency, error rate and, of a run of 30 minutes or more, soak."""
    if load.error_percent is not None and load.error_percent > 100:
        raise artefact.refuse(f"it contradicts itself: {load.error_percent:g} % of requests failed")
    made = artefact.made(inside)
    found = [_latency(artefact, load, made), _errors(artefact, load, made)]
    if load.minutes >= SOAK_MINUTES:
        found.append(_soak(artefact, load, made))
    return found


def _latency(artefact: Artefact, load: Load, made: Made) -> Measured:
    if load.p99_ms is None or not load.requests:
        return _without(artefact, LATENCY_MEASURED, load, load.no_p99, made)
    message = f"p99 was {load.p99_ms:.1f} ms over {load.requests:.0f} requests"
    metric = {"p99_ms": load.p99_ms, "requests": load.requests}
    return Measured(LATENCY_MEASURED, Outcome.HOLDS, message, artefact, made, metric)


def _errors(artefact: Artefact, load: Load, made: Made) -> Measured:
    if load.error_percent is None or not load.requests:
        return _without(artefact, ERROR_RATE_MEASURED, load, load.no_errors, made)
    message = f"{load.error_percent:.3g} % of {load.requests:.0f} requests failed"
    metric = {"error_percent": load.error_percent, "requests": load.requests}
    return Measured(ERROR_RATE_MEASURED, Outcome.HOLDS, message, artefact, made, metric)


def _soak(artefact: Artefact, load: Load, made: Made) -> Measured:
    if load.error_percent is None or not load.requests:
        return _without(artefact, SOAK_MEASURED, load, load.no_errors, made)
    failed = f"{load.error_percent:.3g} % of {load.requests:.0f} requests failed"
    message = f"{failed} in {load.minutes:.0f} minutes"
    metric = {
        "error_percent": load.error_percent,
        "minutes": load.minutes,
        "requests": load.requests,
    }
    return Measured(SOAK_MEASURED, Outcome.HOLDS, message, artefact, made, metric)


def _without(artefact: Artefact, check: Check, load: Load, why: str, made: Made) -> Measured:
    said = why if load.requests else f"the {load.tool} run made no request"
    return Measured(check, Outcome.UNAVAILABLE, said, artefact, made)
