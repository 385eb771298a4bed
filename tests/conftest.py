"""What every test shares: no network, a state folder of its own, our forced environment."""

import os
import shutil
from pathlib import Path

import pytest

from seatrial import environment

environment.force()
# Hadolint is used where it is on PATH: what tests expect must not depend on whether it is.
if shutil.which("hadolint"):
    kept = (p for p in os.environ["PATH"].split(os.pathsep) if not Path(p, "hadolint").exists())
    os.environ["PATH"] = os.pathsep.join(kept)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A private state folder, not yet made."""
    return tmp_path / "state"
