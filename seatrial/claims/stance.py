"""Is this a readiness document? Told by what it states, not only by its name."""

import re

from seatrial.claims.marks import Mark
from seatrial.claims.model import Kind
from seatrial.claims.reading import Reading, phase_of_piece
from seatrial.claims.rules import is_form
from seatrial.claims.rules.metrics import metric_of
from seatrial.claims.rules.verdicts import gates_in, verdicts_in

NAMED = re.compile(
    r"readiness|production[-_ ]?ready|go[-_/ ]?no[-_/ ]?go|\bcertificat(?:e|ion) of|production"
    r".{0,20}certificate|sign[-_ ]?off|self[-_ ]?audit"
    r"|(?:project|implementation|release)[-_ ]status"
    r"|(?:release|status|progress|completion|milestone|phase|audit)[-_ ]?(?:\w{1,12}[-_ ])?"
    r"(?:report|review|progress|dashboard|status)|\bprogress:",
    re.IGNORECASE,
)
_REPORT = re.compile(r"readiness (?:report|review|certificate|assessment)\b", re.IGNORECASE)
_HISTORY = re.compile(r"(^|/)(change(log|s)|history|news|releases?|release[-_]?notes)\b", re.I)
_TICKED = 3
_SIGN_OFF = re.compile(r"\bsign[- ]?off\b|\bsigned\b", re.IGNORECASE)


def is_readiness(reading: Reading) -> bool:
    """Its title or name says so and something in it does; without them, three things in it."""
    if _HISTORY.search(reading.name) or is_form(reading):
        return False
    title = next((p.text for p in reading.headings[:2]), "")
    if not title and reading.pieces:
        title = reading.pieces[0].text
    named = bool(NAMED.search(title) or NAMED.search(reading.name.rsplit("/", 1)[-1]))
    if _REPORT.search(title):
        return True
    done = [p for p in reading.prose if p.mark is Mark.DONE and p.kind is not Kind.PROSE]
    return _signs(reading) >= (1 if named else 3) or (named and len(done) >= _TICKED)


def _signs(reading: Reading) -> int:
    """How many kinds of statement of readiness it makes."""
    marked = [p for p in reading.prose if p.mark and p.kind is not Kind.PROSE]
    phases = {phase_of_piece(p) for p in marked} - {""}
    return sum(
        (
            bool(verdicts_in(reading)),
            len(gates_in(reading)) >= 2,
            len(phases) >= 2,
            sum(bool(metric_of(p)) for p in reading.prose) >= 2,
            any(_SIGN_OFF.search(h.text) for h in reading.headings),
            len(marked) >= 6 and {p.mark for p in marked} > {Mark.DONE},
        )
    )
