"""Tells what all evidence together says of a check."""

from collections.abc import Iterator

from seatrial.answers.known import Known
from seatrial.answers.model import Sentence
from seatrial.evidence.model import Outcome
from seatrial.gates.model import CheckStatus

MOST = 6  # failing places told one by one
_WORDS = {
    CheckStatus.HOLDS: "holds",
    CheckStatus.FAILS: "fails",
    CheckStatus.NOT_APPLICABLE: "does not apply",
    CheckStatus.UNAVAILABLE: "not established",
    CheckStatus.MISSING: "not established",
}


def of_check(known: Known, check: str) -> Iterator[Sentence]:
    """One sentence, or one for each failing place."""
    result, statement = known.established(check), known.checks[check].statement
    seen = known.of(check)
    lead = f"{statement}: {_WORDS[result.status]}"
    if result.status is not CheckStatus.FAILS:
        places = [p for e in seen for p in e.places]
        yield known.quoting(f"{lead}, {result.message}.", places, seen)
        return
    failing = [e for e in seen if e.outcome is Outcome.FAILS]
    for e in failing[:MOST]:
        yield known.quoting(f"{lead}, {e.message.rstrip('.')}.", e.places, [e])
    if rest := failing[MOST:]:
        yield known.quoting(f"{len(rest)} more places fail the same check.", (), rest)
