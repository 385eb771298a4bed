"""The program decides what is kept in a session, and under which name."""

from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.flow import flows_of
from seatrial.evidence.python.flow.values import KEY
from seatrial.evidence.python.parsed import Parsed
from seatrial.snapshot.model import Role

CHECK = Check(
    id="security.session-keys",
    statement="No request chooses under which name a Python session keeps something",
    gate="G5",
    severity=Severity.LOW,
    remedy="Use names of your own as keys of the session.",
    effort="S",
    maps=("CWE-501",),
)
ROLES = (Role.SOURCE,)


def find(parsed: Parsed) -> Iterator[Hit]:
    for flow in flows_of(parsed):
        if flow.threat == KEY:
            yield Hit(
                start=flow.start, end=flow.end, message="a request chooses the key of the session"
            )
