"""Is what is called complete without open parts?"""

import re
from collections.abc import Iterator

from seatrial.claims.marks import Mark, status_in, unmarked, word_of
from seatrial.claims.model import Contradiction, Kind, Piece
from seatrial.claims.numbers import percents_in
from seatrial.claims.reading import Reading, phase_of_piece
from seatrial.claims.subjects import subject_of
from seatrial.evidence.model import Check, Severity

CHECK = Check(
    id="claims.complete-is-complete",
    statement="What is called complete has no open part",
    gate="G12",
    severity=Severity.LOW,
    remedy="Close the open parts, or call the whole what it is.",
)

_OPEN = (Mark.PARTIAL, Mark.OPEN)
_AHEAD = re.compile(
    r"\b(next|remaining|future|todo|to do|optional|follow-?up|later|out of scope|backlog|roadmap"
    r"|known|limitations?|risks?|nice to have|stretch|post-\w+|legend|key)\b",
    re.IGNORECASE,
)
# A warning beside a part, and a pass on conditions, leave it done.
_CAUTION = re.compile("\u26a0|conditional", re.IGNORECASE)
_WHOLE = 100
_RUNNING = re.compile(
    r"\b(phase|stage|milestone|sprint)\s(\d{1,2}[a-z]?|[IVX]{1,5})\sis\s(?:now\s)?"
    r"(well underway|underway|complete[d]?|done|finished|in progress)\b",
    re.IGNORECASE,
)
_PUT_OFF = re.compile(
    r"\b(?:planned|further \w+|deferred|reserved|scheduled|postponed|moved)\s(?:for|in|to|until)\s"
    r"(phase|stage|milestone|sprint)\s(\d{1,2})(?![\w+–-])",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Contradiction]:
    for heading in reading.headings:
        titled = heading.level == 1  # a title's mark speaks of the document
        if heading.mark is Mark.DONE and not titled and not _AHEAD.search(heading.text):
            yield from _open_parts(reading, heading)
    yield from _running(reading)
    yield from _put_off(reading)
    yield from _sections(reading)


def _open_parts(reading: Reading, heading: Piece) -> Iterator[Contradiction]:
    within = [p for p in reading.below(heading) if p.kind in (Kind.ITEM, Kind.ROW)]
    parts = [
        p
        for p in within
        if p.mark in _OPEN and not _CAUTION.search(p.text) and _belongs(reading, heading, p)
    ]
    if parts and not _adorned(heading, within):
        says = f"{heading.text!r} is called complete, and {len(parts)} of its parts are open"
        lines = [heading.line, *(p.line for p in parts[:6])]
        yield Contradiction(CHECK.id, says, reading.quotes(*lines))


def _adorned(heading: Piece, within: list[Piece]) -> bool:
    """Its sign is no status: nothing below it is done, or it states a share of its own."""
    worded = Mark.DONE in (status_in(heading.text), word_of(unmarked(heading.text)))
    none_done = not worded and not any(p.mark is Mark.DONE for p in within)
    return none_done or any(p.value < _WHOLE for p in percents_in(heading.text))


def _belongs(reading: Reading, heading: Piece, piece: Piece) -> bool:
    """Not below a heading with a status of its own, nor in a list of what is to come."""
    above = reading.above(piece)
    between = above[above.index(heading) + 1 :]
    before = reading.prose_before(piece)
    titles = [*(h.text for h in between), piece.text, before.text if before else ""]
    return not any(h.mark for h in between) and not any(map(_AHEAD.search, titles))


def _states(reading: Reading) -> dict[str, list[Piece]]:
    """Headings and rows that state how far a phase is."""
    found: dict[str, list[Piece]] = {}
    for piece in reading.prose:
        if piece.mark and (phase := phase_of_piece(piece)):
            found.setdefault(phase, []).append(piece)
    return found


def _running(reading: Reading) -> Iterator[Contradiction]:
    states = _states(reading)
    for piece in reading.prose:
        found = _RUNNING.search(piece.text)
        phase = f"{found[1].lower()} {found[2].lower()}" if found else ""
        stated = states.get(phase, ())
        open_ = [p for p in stated if p.mark is Mark.OPEN]
        if found and open_ and len(open_) == len(stated):
            says = f"{found[0]!r}, and {phase} has not begun by lines {_lines(open_)}"
            yield Contradiction(
                CHECK.id, says, reading.quotes(piece.line, *(p.line for p in open_))
            )


def _put_off(reading: Reading) -> Iterator[Contradiction]:
    """Work that is put off to a phase which is complete, in all parts that it is told in."""
    states = _states(reading)
    for piece in reading.prose:
        found = _PUT_OFF.search(piece.text)
        if found is None or piece.mark is Mark.DONE:
            continue
        name = re.compile(rf"{found[1].lower()} {found[2]}[a-z]?")
        stated = [p for phase, pieces in states.items() if name.fullmatch(phase) for p in pieces]
        if stated and all(p.mark is Mark.DONE for p in stated):
            says = f"{found[0]!r} is still to come, and lines {_lines(stated)} call it complete"
            yield Contradiction(
                CHECK.id, says, reading.quotes(piece.line, *(p.line for p in stated))
            )


def _sections(reading: Reading) -> Iterator[Contradiction]:
    """A thing called done, and a section of the same name with a part that is not."""
    called_done: dict[frozenset[str], list[Piece]] = {}
    for piece in reading.prose:
        if piece.mark is Mark.DONE and piece.kind in (Kind.HEADING, Kind.ROW):
            called_done.setdefault(subject_of(piece), []).append(piece)
    for heading in reading.headings:
        name = subject_of(heading)
        parts = [p for p in reading.below(heading) if p.mark in _OPEN and p.kind is Kind.HEADING]
        parts = [p for p in parts if _belongs(reading, heading, p)]
        if heading.mark or not name or not parts:
            continue
        within = {p.line for p in reading.below(heading)}
        done = [p for p in called_done.get(name, ()) if p.line not in within]
        if done:
            says = f"{done[-1].text[:60]!r} is called done; {heading.text!r} has open parts"
            lines = [*(p.line for p in done[-2:]), *(p.line for p in parts)]
            yield Contradiction(CHECK.id, says, reading.quotes(*lines))


def _lines(pieces: list[Piece]) -> str:
    return ", ".join(str(p.line) for p in pieces)
