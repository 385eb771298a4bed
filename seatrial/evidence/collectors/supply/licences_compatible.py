"""What runs with a permissive product asks no more of its users than the product's licence does.

Only what lock files state is judged, and only the strongest terms: a person must read the rest.
"""

import re
from functools import cache

from seatrial.evidence.collectors.docs.licences import licence_texts
from seatrial.evidence.collectors.supply.published import unread_files
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.packages import Package, Scope, inventory
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="supply.licences-compatible",
    statement="No dependency of a permissively licensed product is under GPL or AGPL alone",
    gate="G9",
    severity=Severity.LOW,
    remedy="Let a person judge how the package is used; replace it or change the own licence.",
    effort="M",
    likelihood="low",
    maps=("OSPS-LE-02.01",),
)
_PERMISSIVE = frozenset(
    "MIT MIT-0 BSD-2-Clause BSD-3-Clause ISC Apache-2.0 0BSD Unlicense CC0-1.0 Zlib BSL-1.0".split()
)
_STRONG = re.compile(r"\b(AGPL|GPL|SSPL)(-\d|v\d|\b)", re.IGNORECASE)
_EXCEPTION = re.compile(r"\bWITH\b", re.IGNORECASE)
_LONGEST = 500


def collect(survey: Survey) -> list[Evidence]:
    own = {t.licence for t in licence_texts(survey) if t.licence}
    judged = [p for p in inventory(survey).packages if p.licence and _ships(p)]
    if not own or not own <= _PERMISSIVE:
        return [survey.not_applicable(CHECK, "no permissive licence of its own to compare with")]
    unread = unread_files(survey, CHECK, locks_only=True)
    if not judged and not unread:
        return [survey.not_applicable(CHECK, "no lock file states the licence of a package")]
    named = " and ".join(sorted(own))
    failing = [
        survey.fails(
            CHECK,
            f"{p.name!r} is under {p.licence[:80]!r}, the product under {named}",
            Spot(p.path, p.line),
        )
        for p in judged
        if is_strong(p.licence)
    ]
    held = f"no licence of {len(judged)} packages that state one asks more than {named}"
    return survey.fails_or_holds(CHECK, failing + unread, held)


def _ships(package: Package) -> bool:
    return package.scope in (Scope.RUNTIME, Scope.OPTIONAL)


@cache
def is_strong(expression: str) -> bool:
    """Whether every choice that an expression offers is under strong copyleft."""
    plain = expression[:_LONGEST].replace("(", " ").replace(")", " ")
    choices = re.split(r"\s+OR\s+|\s*/\s*", plain, flags=re.IGNORECASE)
    return all(_STRONG.search(c) and not _EXCEPTION.search(c) for c in choices)
