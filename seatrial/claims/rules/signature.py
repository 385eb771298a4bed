"""Is it signed, by somebody other than its author, and after its own work is done?"""

import re
from collections.abc import Iterator

from seatrial.claims.marks import Mark
from seatrial.claims.model import Contradiction, Kind, Piece
from seatrial.claims.reading import Field, Reading
from seatrial.claims.rules.verdicts import verdicts_in
from seatrial.evidence.model import Check, Severity

CHECK = Check(
    id="claims.signed-by-another",
    statement="A verdict is signed, by somebody other than its author",
    gate="G12",
    severity=Severity.MEDIUM,
    remedy="Have it signed by somebody who did not write it, when its work is done.",
)

_AUTHOR = (
    r"(author|prepared by|written by|drafted by|reported by|certification authority|authored by)"
)
_SIGNER = r"(signed|signed by|signed[- ]off by|approved by|signature|sign[- ]off|certified by)"
_SIGN_OFF = re.compile(r"\bsign[- ]?offs?\b|\bapprovals?\b|\bsignatures?\b", re.IGNORECASE)
_SIGNED_COLUMN = re.compile(
    r"sign(ed|ature)|name|date|approver|approved|person|reviewer", re.IGNORECASE
)
_OWN_WORK = re.compile(r"\bcertification\b|\brelease qa\b|\bsign[- ]?off\b", re.IGNORECASE)
_BLANK = re.compile(r"[\W_]*$|\W*(tbd|tba|pending|todo|n/?a|to be \w+|awaiting)\b", re.IGNORECASE)


def find(reading: Reading) -> Iterator[Contradiction]:
    signed = [f for f in reading.fields_called(_SIGNER) if not _BLANK.match(f.value)]
    yield from _by_its_author(reading, signed)
    yield from _before_its_work(reading, signed)
    yield from _without_signature(reading)
    yield from _blank(reading, signed)


def _by_its_author(reading: Reading, signed: list[Field]) -> Iterator[Contradiction]:
    names = {_words(f.value) for f in signed}
    for author in reading.fields_called(_AUTHOR):
        if _words(author.value) and names == {_words(author.value)}:
            says = f"{author.value!r} wrote it and is the only one who signed it"
            yield Contradiction(
                CHECK.id, says, reading.quotes(author.line, *(f.line for f in signed))
            )


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", name.lower()))


def _before_its_work(reading: Reading, signed: list[Field]) -> Iterator[Contradiction]:
    """Signed while the phase that ends in the signature is open."""
    for heading in reading.headings:
        own = _OWN_WORK.search(heading.text) and heading.level > 1
        if signed and own and heading.mark in (Mark.PARTIAL, Mark.OPEN):
            open_ = [p for p in reading.below(heading) if p.mark in (Mark.PARTIAL, Mark.OPEN)]
            says = f"it is signed while {heading.text!r} is open"
            lines = [signed[0].line, heading.line, *(p.line for p in open_[:4])]
            yield Contradiction(CHECK.id, says, reading.quotes(*lines))


def _without_signature(reading: Reading) -> Iterator[Contradiction]:
    """A sign-off table that says ready and has no place for a name, a signature or a date."""
    for heading in reading.headings:
        rows = [p for p in reading.below(heading) if p.kind is Kind.ROW]
        done = [p for p in rows if p.mark is Mark.DONE]
        if not _SIGN_OFF.search(heading.text) or not done:
            continue
        if not any(_SIGNED_COLUMN.search(" ".join(p.header)) for p in rows):
            says = "the sign-off says ready, and bears no name, signature or date"
            quotes = reading.quotes(heading.line, *(p.line for p in done[:3]))
            yield Contradiction(CHECK.id, says, quotes, severity=Severity.LOW)


def _blank(reading: Reading, signed: list[Field]) -> Iterator[Contradiction]:
    """Approved without terms, and every signature is blank."""
    blank = [f for f in reading.fields_called(_SIGNER) if _BLANK.match(f.value)]
    verdict = next((v for v in verdicts_in(reading) if v.text.lower().startswith("approved")), None)
    rows = [p for p in reading.prose if _is_blank_row(p)]
    if verdict and not verdict.conditional and not signed and (blank or rows):
        lines = [verdict.line, *(f.line for f in blank), *(p.line for p in rows[:3])]
        yield Contradiction(
            CHECK.id, "it says approved, and nobody has signed", reading.quotes(*lines)
        )


def _is_blank_row(piece: Piece) -> bool:
    columns = [i for i, h in enumerate(piece.header) if re.search(r"signature|signed", h, re.I)]
    return bool(columns) and all(
        _BLANK.match(piece.cells[i]) for i in columns if i < len(piece.cells)
    )
