"""A redirection leads where the program decides, not where the request says."""

from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.flow import flows_of
from seatrial.evidence.python.flow.values import PLACE
from seatrial.evidence.python.parsed import Parsed
from seatrial.snapshot.model import Role

CHECK = Check(
    id="security.request-redirects",
    statement="No Python handler redirects to an address that a request chose, unchecked",
    gate="G5",
    severity=Severity.MEDIUM,
    remedy="Redirect to a path of your own, or look the address up in a list of those allowed.",
    effort="S",
    maps=("CWE-601",),
)
ROLES = (Role.SOURCE,)


def find(parsed: Parsed) -> Iterator[Hit]:
    for flow in flows_of(parsed):
        if flow.threat == PLACE:
            yield Hit(
                start=flow.start, end=flow.end, message="a request decides where this redirects to"
            )
