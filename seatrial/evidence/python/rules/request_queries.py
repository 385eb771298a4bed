"""XPath and LDAP take what a request carries as values, never as a part of the query."""

from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.flow import flows_of
from seatrial.evidence.python.flow.values import QUERY
from seatrial.evidence.python.parsed import Parsed
from seatrial.snapshot.model import Role

CHECK = Check(
    id="security.request-queries",
    statement="No Python handler builds an XPath or LDAP query from a request",
    gate="G5",
    severity=Severity.MEDIUM,
    remedy="Pass XPath variables (`xpath(query, name=value)`); escape LDAP values by"
    " escape_filter_chars.",
    effort="S",
    maps=("CWE-643", "CWE-90"),
)
ROLES = (Role.SOURCE,)


def find(parsed: Parsed) -> Iterator[Hit]:
    for flow in flows_of(parsed):
        if flow.threat == QUERY:
            yield Hit(
                start=flow.start,
                end=flow.end,
                message="a part of the request is pasted into this query",
            )
