"""Every request of a run on its own, as JMeter writes them: in CSV or in XML."""

from dataclasses import dataclass, field

from seatrial.evidence.importers.artefact import Artefact, Made
from seatrial.evidence.importers.figures import figure, percentile, since_epoch
from seatrial.evidence.importers.load import Load, measured_load, percent_of
from seatrial.evidence.importers.measured import Measured

# A transaction controller's own row sums up the requests that stand beside it.
TRANSACTION = "Number of samples in transaction"


@dataclass
class Samples:
    """Elapsed milliseconds, failures, and the first and last moment, in milliseconds."""

    artefact: Artefact
    elapsed: list[float] = field(default_factory=list)
    failed: int = 0
    first: float = 0.0
    last: float = 0.0

    def add(self, elapsed: str, success: str, stamp: str) -> None:
        took = figure(elapsed)
        if took is None or success.lower() not in ("true", "false"):
            raise self.artefact.refuse(
                f"its sample {len(self.elapsed) + 1} has no elapsed time and success "
                f"({elapsed[:20]!r}, {success[:20]!r})"
            )
        self.elapsed.append(took)
        self.failed += success.lower() == "false"
        # JMeter can be told to write dates in any form; then the sidecar says when it ran.
        if at := figure(stamp):
            self.first = min(self.first or at, at)
            self.last = max(self.last, at + took)

    def measured(self) -> list[Measured]:
        n = len(self.elapsed)
        load = Load(
            tool="JMeter",
            requests=n,
            p99_ms=percentile(self.elapsed, 99) if n else None,
            error_percent=percent_of(self.failed, n),
            minutes=(self.last - self.first) / 60_000,
        )
        return measured_load(self.artefact, load, Made(produced_at=since_epoch(self.first)))
