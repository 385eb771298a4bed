"""What every test shares: no network, a state folder of its own, our forced environment."""

from pathlib import Path

import pytest

from seatrial import environment

environment.force()


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A private state folder, not yet made."""
    return tmp_path / "state"
