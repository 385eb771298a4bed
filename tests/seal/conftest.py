import pytest

from tests.audits import evidence_of
from tests.gates.bench import Severity, model_finding
from tests.seal.people import finished
from tests.trees import EXAMPLES


@pytest.fixture(scope="session")
def ports(tmp_path_factory):
    """A finished run of each example, not to be changed. Berthbook's holds a model's claim."""
    found = {}
    for name, claims in (("parcelgate", ()), ("berthbook", (model_finding("G8", Severity.HIGH),))):
        read = evidence_of(EXAMPLES / name, tmp_path_factory.mktemp(f"read-{name}"))
        state = tmp_path_factory.mktemp(f"state-{name}")
        found[name] = finished(EXAMPLES / name, state, read, claims)
    return found


@pytest.fixture
def port(ports, tmp_path):
    """A copy of berthbook's run, to act on."""
    return ports["berthbook"].copy(tmp_path / "port")


@pytest.fixture
def poor(ports, tmp_path):
    """A copy of parcelgate's run."""
    return ports["parcelgate"].copy(tmp_path / "poor")
