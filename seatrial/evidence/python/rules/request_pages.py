"""What a request carries stands in a page only after it was escaped."""

from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.flow import flows_of
from seatrial.evidence.python.flow.values import PAGE
from seatrial.evidence.python.parsed import Parsed
from seatrial.snapshot.model import Role

CHECK = Check(
    id="security.request-pages",
    statement="No Python handler puts a part of a request into a page unescaped",
    gate="G5",
    severity=Severity.MEDIUM,
    remedy="Render a template that escapes, or call markupsafe.escape on the value.",
    effort="S",
    maps=("CWE-79",),
)
ROLES = (Role.SOURCE,)


def find(parsed: Parsed) -> Iterator[Hit]:
    for flow in flows_of(parsed):
        if flow.threat == PAGE:
            yield Hit(
                start=flow.start,
                end=flow.end,
                message="a part of the request stands in this page unescaped",
            )
