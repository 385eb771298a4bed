"""Where no service listens there is no load to put on one; where nobody can tell, nobody says."""

from seatrial.evidence.model import Check, Evidence
from seatrial.evidence.survey import Survey
from seatrial.snapshot.languages import PROGRAMMING

# What says whether a program listens is read for Python and containers.
_UNTOLD = PROGRAMMING - {"python", "shell", "powershell", "sql"}


def without_service(survey: Survey, check: Check) -> Evidence | None:
    """Why `check` is not asked of this tree; None when a service listens here."""
    if survey.is_service:
        return None
    untold = sorted({e.language for e in survey.sources} & _UNTOLD)
    if untold:
        why = f"whether a program listens is not read in this version for: {', '.join(untold)}"
        return survey.unavailable(check, why)
    sources = {e.path for e in survey.sources}
    if broken := sorted(path for path in survey.unparsed if path in sources):
        return survey.unavailable(check, f"could not parse {broken[0]!r}: it may start a service")
    return survey.not_applicable(check, "nothing here listens, so no load can be put on it")
