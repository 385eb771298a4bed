"""What must not be guessed is not drawn from a generator that can be predicted."""

from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.flow import flows_of
from seatrial.evidence.python.flow.values import GUESSED
from seatrial.evidence.python.parsed import Parsed
from seatrial.snapshot.model import Role

CHECK = Check(
    id="security.secrets-unpredictable",
    statement="No session, cookie or token of Python comes from the module random",
    gate="G5",
    severity=Severity.MEDIUM,
    remedy="Draw it with the module secrets: token_urlsafe, token_hex, randbelow.",
    effort="S",
    maps=("CWE-330", "CWE-338"),
)
ROLES = (Role.SOURCE,)


def find(parsed: Parsed) -> Iterator[Hit]:
    for flow in flows_of(parsed):
        if flow.threat == GUESSED:
            yield Hit(
                start=flow.start,
                end=flow.end,
                message="the module random can be predicted, and this must not be guessed",
            )
