"""Source says of itself where it is wrong: FIXME and XXX. One observation for all of them.

A TODO is a plan and is left alone.
"""

import re

from seatrial.evidence.collectors.program_scope import production
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.python.scope import is_ancillary
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.languages import PROGRAMMING

CHECK = Check(
    id="wiring.no-fixme",
    statement="No comment in the source says that the code is wrong",
    gate="G10",
    severity=Severity.INFO,
    remedy="Mend what the comment names, or open an issue and refer to it.",
    effort="M",
    likelihood="low",
    maps=("CWE-546",),
)
_MARK = re.compile(r"(#|//|/\*|^\s*\*|--)\s*(FIXME|XXX|BROKEN)\b")
_MOST_SHOWN = 10


def collect(survey: Survey) -> list[Evidence]:
    sources = [e for e in survey.sources if e.language in PROGRAMMING and not is_ancillary(e.path)]
    if not sources:
        return [survey.not_applicable(CHECK, "there is no program source here")]
    spots = [spot for entry in sources for spot in _marks(survey, entry.path)]
    if spots:
        message = f"{len(spots)} comments say FIXME or XXX"
        return [survey.fails(CHECK, message, *spots[:_MOST_SHOWN])]
    if unread := production(survey).unopened:
        return [survey.unavailable(CHECK, f"{e.path!r} was not read: {e.reason}") for e in unread]
    return [survey.holds(CHECK, f"none in {len(sources)} files")]


def _marks(survey: Survey, path: str) -> list[Spot]:
    raw = survey.snapshot.raw(path)
    if b"FIXME" not in raw and b"XXX" not in raw and b"BROKEN" not in raw:
        return []
    lines = enumerate(survey.snapshot.lines(path), 1)
    return [Spot(path, number) for number, line in lines if _MARK.search(line[:500])]
