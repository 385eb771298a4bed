"""What the command line names beside the folder: nothing here is read yet."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Asked:
    """Files and a git ref as the operator wrote them; none of them is ever looked for."""

    policy: Path | None = None
    baseline: Path | None = None
    since: str | None = None
