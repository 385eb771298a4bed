"""A path that a request names is looked at before it is opened."""

from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.flow import flows_of
from seatrial.evidence.python.flow.values import PATH
from seatrial.evidence.python.parsed import Parsed
from seatrial.snapshot.model import Role

CHECK = Check(
    id="security.request-paths",
    statement="No Python handler opens a path that a request chose, unchecked",
    gate="G5",
    severity=Severity.MEDIUM,
    remedy="Take the last part alone (werkzeug.utils.secure_filename), or resolve the path and"
    " refuse what lies outside of its folder.",
    effort="S",
    maps=("CWE-22",),
)
ROLES = (Role.SOURCE,)


def find(parsed: Parsed) -> Iterator[Hit]:
    for flow in flows_of(parsed):
        if flow.threat == PATH:
            yield Hit(
                start=flow.start,
                end=flow.end,
                message="a request decides which path is opened here",
            )
