"""Is what was only designed told as done?"""

import re
from collections.abc import Iterator

from seatrial.claims.marks import Mark, unmarked
from seatrial.claims.model import Contradiction, Kind, Piece
from seatrial.claims.reading import Reading
from seatrial.evidence.model import Check, Severity

CHECK = Check(
    id="claims.executed-not-designed",
    statement="What is told as done was executed, not only designed",
    gate="G12",
    severity=Severity.MEDIUM,
    remedy="Say what was run and what was only prepared.",
)

_DONE = re.compile(
    r"\bhas (?:undergone|completed|passed)\b[^.]{0,80}\b(?:hardening|testing|certification"
    r"|validation|tests)\b"
    r"|\b(?:has been|was|is) (?:fully|comprehensively|extensively|thoroughly) (?:load[- ])?"
    r"(?:tested|validated|verified)\b",
    re.IGNORECASE,
)
_NOT_RUN = re.compile(
    r"\bnot (?:yet )?(?:been )?(?:executed|performed)\b"
    r"|\bdesigned,? (?:but )?not (?:executed|run)\b",
    re.IGNORECASE,
)
_UNMEASURED = re.compile(r"pending measurement|not (?:yet )?measured|unmeasured", re.IGNORECASE)
_GATES_PASS = re.compile(
    r"\bpassing (?:\w+ )?gates\b|\bgates (?:all )?(?:pass|passed|passing)\b", re.I
)
_GATES_READY = re.compile(r"\bgates?\b.{0,40}\b(?:runnable|to be run|not (?:yet )?run)\b", re.I)
_RUN_GATES = re.compile(r"run\b.{0,40}\bgates?\b", re.IGNORECASE)
_NEXT = re.compile(r"\b(next|immediate|remaining|before release|todo|to do)\b", re.IGNORECASE)


def find(reading: Reading) -> Iterator[Contradiction]:
    unrun = [p for p in reading.prose if _NOT_RUN.search(p.text)]
    claims = [p for p in reading.prose if _DONE.search(p.text) and not _NOT_RUN.search(p.text)]
    if claims and unrun:
        said = _DONE.search(claims[0].text)
        says = f"{said[0] if said else ''!r}; by {len(unrun)} lines parts of it were not executed"
        lines = [claims[0].line, *(p.line for p in unrun[:5]), *(p.line for p in claims[1:])]
        yield Contradiction(CHECK.id, says, reading.quotes(*lines))
    for heading in reading.headings:
        if _UNMEASURED.search(heading.text):
            yield from _ticked_unmeasured(reading, heading)
    yield from _gates(reading)


def _ticked_unmeasured(reading: Reading, heading: Piece) -> Iterator[Contradiction]:
    ticked = [
        p for p in reading.below(heading) if p.mark is Mark.DONE and p.kind in (Kind.ITEM, Kind.ROW)
    ]
    if ticked:
        says = f"{heading.text!r} says that nothing was measured; {len(ticked)} entries are ticked"
        yield Contradiction(
            CHECK.id,
            says,
            reading.quotes(ticked[0].line, heading.line, *(p.line for p in ticked[1:4])),
        )


def _gates(reading: Reading) -> Iterator[Contradiction]:
    """Gates that pass and are still to be run."""
    claims = [p for p in reading.prose if not p.mark.unfinished and _GATES_PASS.search(p.text)]
    unrun = [p for p in reading.prose if _is_unrun(reading, p)]
    if claims and unrun:
        found = _GATES_PASS.search(claims[0].text)
        says = (
            f"{found[0] if found else ''!r}; by {len(unrun)} other lines they are still to be run"
        )
        yield Contradiction(
            CHECK.id, says, reading.quotes(claims[0].line, *(p.line for p in unrun[:4]))
        )


def _is_unrun(reading: Reading, piece: Piece) -> bool:
    if _GATES_READY.search(piece.text):
        return True
    next_ = any(_NEXT.search(h.text) for h in reading.above(piece))
    ahead = piece.kind is Kind.ITEM and piece.mark is not Mark.DONE and next_
    return ahead and bool(_RUN_GATES.match(unmarked(piece.text)))
