"""What no reader could read is never told to be absent, nor not to apply."""

from collections import defaultdict

import pytest

from seatrial.batch import Unread
from seatrial.evidence.crews import CREWS, Task, collect
from seatrial.evidence.model import Outcome
from tests.trees import EXAMPLES, snapshot_of

READERS = (
    "ClaimsReader",
    "CodeReader",
    "DocumentReader",
    "PackageReader",
    "PythonReader",
    "SecretsReader",
    "TerraformReader",
)


def outcomes(name, folder, blind=()):
    """What is told of each check of an example when the readers in `blind` read nothing."""
    snapshot, batches = snapshot_of(EXAMPLES / name, folder)
    read = batches.read
    batches.read = lambda reader, files: (
        {digest: Unread("it took too long") for digest in files}
        if type(reader).__name__ in blind
        else read(reader, files)
    )
    told = defaultdict(set)
    for crew in CREWS:
        for e in collect(crew, Task(snapshot, batches, ())):
            told[e.check].add(e.outcome)
    batches.cache.close()
    return told


@pytest.fixture(scope="module", params=["berthbook", "parcelgate"])
def example(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    return request.param, outcomes(request.param, folder)


@pytest.mark.parametrize("blind", [*((r,) for r in READERS), READERS], ids="-".join)
def test_what_was_not_read_is_only_ever_unavailable(example, blind, tmp_path):
    name, whole = example
    for check, told in outcomes(name, tmp_path, blind).items():
        assert told <= whole[check] | {Outcome.UNAVAILABLE}, check
