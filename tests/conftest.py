"""What every test shares: no network, a state folder of its own, our forced environment."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from seatrial import environment
from seatrial.vectorstore import dense
from tests.chroma_host import Forked
from tests.inside import inside, warm

environment.force()
# Hadolint is used where it is on PATH: what tests expect must not depend on whether it is.
if shutil.which("hadolint"):
    kept = (p for p in os.environ["PATH"].split(os.pathsep) if not Path(p, "hadolint").exists())
    os.environ["PATH"] = os.pathsep.join(kept)


@pytest.fixture(scope="session", autouse=True)
def _warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    base = tmp_path_factory.getbasetemp()
    with warm(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base):
        yield


@pytest.fixture(scope="module")
def reads_inside() -> Iterator[None]:
    """Audits of this module start no child of our own code, and Chroma's quickly."""
    with inside(), patch.object(dense, "Child", Forked):
        yield


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A private state folder, not yet made."""
    return tmp_path / "state"
