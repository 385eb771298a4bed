"""pytest-benchmark's `--benchmark-json`: the slowest benchmark's 99th percentile.

Format: https://pytest-benchmark.readthedocs.io/en/stable/usage.html; times are in seconds.
"""

from datetime import datetime

from pydantic import BaseModel, Field

from seatrial.evidence.importers.artefact import Artefact, Made
from seatrial.evidence.importers.checks import LATENCY_MEASURED
from seatrial.evidence.importers.figures import percentile
from seatrial.evidence.importers.measured import Context, Measured
from seatrial.evidence.model import Outcome

NAME = "pytest-benchmark JSON"


class _Stats(BaseModel):
    rounds: int = Field(ge=0)
    data: list[float] = []


class _Benchmark(BaseModel):
    fullname: str
    stats: _Stats


class _Commit(BaseModel):
    id: str | None = None
    dirty: bool | None = None


class _Report(BaseModel):
    benchmarks: list[_Benchmark]
    commit_info: _Commit = _Commit()
    at: datetime | None = Field(default=None, alias="datetime")


def recognises(artefact: Artefact) -> bool:
    return artefact.object.keys() >= {"benchmarks", "machine_info"}


def read(artefact: Artefact, context: Context) -> list[Measured]:
    report = artefact.read_as(_Report, "pytest-benchmark's JSON")
    # What was measured on changes that nobody committed is of no commit.
    commit = "" if report.commit_info.dirty else report.commit_info.id or ""
    made = artefact.made(Made(commit=commit, produced_at=report.at))
    if not report.benchmarks:
        return [_without(artefact, "pytest-benchmark measured nothing", made)]
    if bare := [b.fullname for b in report.benchmarks if not b.stats.data]:
        why = f"it keeps no single times of {bare[0]!r}: use --benchmark-json or save the data"
        return [_without(artefact, why, made)]
    slowest = max(report.benchmarks, key=_p99_ms)
    p99, rounds = _p99_ms(slowest), len(slowest.stats.data)
    if not 0 <= p99 < 1e15:
        raise artefact.refuse(f"the times of {slowest.fullname[:80]!r} are no times")
    message = (
        f"p99 was {p99:.4g} ms over {rounds} rounds of {slowest.fullname[:120]!r}, the slowest"
    )
    metric = {"p99_ms": p99, "rounds": float(rounds)}
    return [Measured(LATENCY_MEASURED, Outcome.HOLDS, message, artefact, made, metric)]


def _p99_ms(benchmark: _Benchmark) -> float:
    return percentile(benchmark.stats.data, 99) * 1000


def _without(artefact: Artefact, why: str, made: Made) -> Measured:
    return Measured(LATENCY_MEASURED, Outcome.UNAVAILABLE, why, artefact, made)
