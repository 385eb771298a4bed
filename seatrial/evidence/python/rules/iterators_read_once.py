"""No iterator of the program is gone through twice."""

from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.gone_through import gone_through_twice
from seatrial.evidence.python.parsed import Parsed
from seatrial.snapshot.model import Role

CHECK = Check(
    id="wiring.iterators-read-once",
    statement="No Python iterator is gone through twice",
    gate="G10",
    severity=Severity.MEDIUM,
    remedy="Make a list of it where it is made: the second time there is nothing left.",
    effort="S",
)
ROLES = (Role.SOURCE,)


def find(parsed: Parsed) -> Iterator[Hit]:
    return gone_through_twice(parsed)
