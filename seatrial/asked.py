"""What the command line names beside the folder: nothing here is read yet."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Asked:
    """Files, a git ref, a trial and how often to audit, as the operator wrote them; no file is
    ever looked for."""

    policy: Path | None = None
    baseline: Path | None = None
    since: str | None = None
    faults: int | None = None
    seed: int | None = None
    runs: int | None = None
