"""Tells what all evidence together says of a check."""

from collections.abc import Iterator, Sequence

from seatrial.answers.known import Known
from seatrial.answers.model import Sentence
from seatrial.evidence.collectors.services import NOT_A_SERVICE
from seatrial.evidence.model import Evidence, Outcome
from seatrial.gates.model import CheckResult, CheckStatus

MOST = 6  # failing places told one by one
_OF_WHOLE = 5  # places of what holds: enough to look it up
_WORDS = {
    CheckStatus.HOLDS: "holds",
    CheckStatus.FAILS: "fails",
    CheckStatus.NOT_APPLICABLE: "does not apply",
}


def of_checks(known: Known, checks: Sequence[str], unless: str = "") -> list[Sentence]:
    """What is known of all of `checks`; nothing when nobody could tell of one of them.

    An absence is not told when a text of the tree holds what `unless` matches: then there may be
    something of a kind that no collector knows.
    """
    told = [list(of_check(known, check)) for check in checks]
    absent = any(e.searched for c in checks for e in known.of(c, Outcome.FAILS))
    if not all(told) or (absent and unless and known.mentions(unless)):
        return []
    return [s for said in told for s in said]


def of_check(known: Known, check: str) -> Iterator[Sentence]:
    """One sentence, or one for each failing place. Nothing of a check that nobody could look at:
    those who read may know better."""
    result = known.established(check)
    if not _is_told(result):
        return
    lead, seen = f"{known.checks[check].statement}: {_WORDS[result.status]}", known.of(check)
    if result.status is CheckStatus.FAILS:
        yield from _failing(known, lead, seen)
        return
    places = [p for e in seen for p in e.places][:_OF_WHOLE]
    yield known.quoting(f"{lead}, {ended(result.message)}", places, seen)


def _is_told(result: CheckResult) -> bool:
    """That a service does not listen is a guess wherever somebody asks what it does."""
    if result.status is CheckStatus.NOT_APPLICABLE:
        return result.message != NOT_A_SERVICE
    return result.status in _WORDS


def _failing(known: Known, lead: str, seen: Sequence[Evidence]) -> Iterator[Sentence]:
    failing = [e for e in seen if e.outcome is Outcome.FAILS]
    for e in failing[:MOST]:
        yield known.quoting(f"{lead}, {ended(e.message)}", e.places, [e])
    if rest := failing[MOST:]:
        yield known.quoting(f"{lead}, in {len(rest)} more places.", (), rest)


def ended(message: str) -> str:
    """A message as the end of a sentence."""
    return f"{message.rstrip('.')}."


def sentence(message: str) -> str:
    """A message as the beginning of one."""
    return message[:1].upper() + message[1:]
