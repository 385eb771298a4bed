"""Does a document that passes a verdict name the commit that it speaks of?"""

import re
from collections.abc import Iterator

from seatrial.claims.model import Contradiction
from seatrial.claims.reading import Reading
from seatrial.claims.rules.verdicts import verdicts_in
from seatrial.evidence.model import Check, Severity

CHECK = Check(
    id="claims.commit-stated",
    statement="A verdict names the commit that it speaks of",
    gate="G12",
    severity=Severity.MEDIUM,
    remedy="State the commit that was assessed.",
)

_COMMIT = r"(git |release )?(commit|revision|sha|commit (sha|hash|id)|git (sha|hash))"
_BLANK = re.compile(
    r"\W*$|\W*(to be (filled|added|determined|completed)|tbd|tba|todo|pending|unknown|n/?a|none"
    r"|x{3,}|placeholder|fill (me|this) in|insert|<[^>]*>|\?+)\b.*|\[[^\]()]*\]$",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Contradiction]:
    verdict = next(iter(verdicts_in(reading)), None)
    stated = reading.fields_called(_COMMIT)
    blank = [f for f in stated if _BLANK.match(f.value)]
    for field in blank if verdict and len(blank) == len(stated) else ():
        says = f"a verdict is passed, and the commit it speaks of is left open: {field.value!r}"
        yield Contradiction(
            CHECK.id, says, reading.quotes(field.line, verdict.line if verdict else 0)
        )
