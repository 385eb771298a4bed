"""Nothing that a request carries is run."""

from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.flow import flows_of
from seatrial.evidence.python.flow.values import CODE, COMMAND, DATA
from seatrial.evidence.python.parsed import Parsed
from seatrial.snapshot.model import Role

CHECK = Check(
    id="security.request-programs",
    statement="No Python handler runs, evaluates or unpickles what a request carries",
    gate="G5",
    severity=Severity.HIGH,
    remedy="Choose the command from a table of your own, pass values in a list, and read JSON.",
    effort="M",
    maps=("CWE-78", "CWE-94", "CWE-502"),
)
ROLES = (Role.SOURCE,)
_SAID = {
    CODE: "a part of the request is evaluated as code",
    COMMAND: "a part of the request becomes a part of a shell command",
    DATA: "a part of the request is deserialised in a format that can run code",
}


def find(parsed: Parsed) -> Iterator[Hit]:
    for flow in flows_of(parsed):
        if flow.threat in (CODE, COMMAND, DATA):
            yield Hit(start=flow.start, end=flow.end, message=_SAID[flow.threat])
