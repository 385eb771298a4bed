"""Does a conditional approval say on what condition?"""

import re
from collections.abc import Iterator

from seatrial.claims.model import Contradiction
from seatrial.claims.reading import Reading
from seatrial.claims.rules.verdicts import verdicts_in
from seatrial.evidence.model import Check, Severity

CHECK = Check(
    id="claims.terms-stated",
    statement="A conditional approval says on what condition",
    gate="G12",
    severity=Severity.LOW,
    remedy="State the conditions, each so that a reader can tell whether it is met.",
)

_CONDITIONAL = re.compile(r"\W*conditional(ly)?\b", re.IGNORECASE)
_TERMS = re.compile(
    r"\b(conditions?|criteri(on|a)|provided that|subject to|if|unless|once|until|mitigations?"
    r"|blockers?|must|required|action items|gates?|risks?|remaining)\b",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Contradiction]:
    given = [v for v in verdicts_in(reading) if _CONDITIONAL.match(v.text)]
    lines = {v.line for v in given}
    if given and not any(_TERMS.search(p.text) for p in reading.prose if p.line not in lines):
        says = f"the approval is conditional ({given[0].text!r}), and no condition is stated"
        yield Contradiction(CHECK.id, says, reading.quotes(given[0].line))
