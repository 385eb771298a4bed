"""Which licence the repository ships, and whether its manifest says the same."""

from seatrial.answers.known import Known, Told
from seatrial.answers.sheet import WHOLE
from seatrial.answers.tell.checks import of_check
from seatrial.evidence.model import Outcome


def licence(known: Known) -> Told:
    shipped = known.of("docs.licence-file", Outcome.HOLDS)
    told = [
        known.quoting(f"The licence file {e.message}.", e.places, [e]) for e in shipped
    ] or list(of_check(known, "docs.licence-file"))
    agreed = known.established("docs.licence-agrees")
    if agreed.status in ("HOLDS", "FAILS"):
        told += of_check(known, "docs.licence-agrees")
    return {WHOLE: told}
