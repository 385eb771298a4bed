"""No loop of a test goes through an iterator of which nothing is left: it asserts nothing."""

from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.gone_through import gone_through_twice
from seatrial.evidence.python.parsed import Parsed
from seatrial.snapshot.model import Role

CHECK = Check(
    id="tests.loops-run",
    statement="No loop of a Python test goes through an iterator that is used up",
    gate="G1",
    severity=Severity.MEDIUM,
    remedy="Make a list of it where it is made: what stands in the second loop never runs.",
    effort="S",
)
ROLES = (Role.TEST,)


def find(parsed: Parsed) -> Iterator[Hit]:
    return gone_through_twice(parsed)
