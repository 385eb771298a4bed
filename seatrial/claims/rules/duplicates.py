"""Do two places that speak of one thing say the same of it?"""

import re
from collections import Counter
from collections.abc import Iterator

from seatrial.claims.marks import Mark, tick_of, unmarked, word_of
from seatrial.claims.model import Contradiction, Kind, Piece
from seatrial.claims.reading import LABEL, Reading, phase_of
from seatrial.claims.subjects import subject_of
from seatrial.evidence.model import Check, Severity

CHECK = Check(
    id="claims.duplicates-agree",
    statement="Two places that speak of one thing say the same of it",
    gate="G12",
    severity=Severity.LOW,
    remedy="Say the same in both places, or say which of them is out of date.",
)

_FIELDS = {"version": r"(release |document |product |project )?version", "branch": r"(git )?branch"}
_ISSUES = re.compile(
    r"\b(current|open|known|outstanding|active) (issues|problems|bugs|blockers)\b", re.I
)
# A box to tick that says more of its label: `[ ] Token: rotation is tested`.
_LABELLED = re.compile(r"\s*\[ \] [^:]{1,40}:\s\S")
_SEVERAL = 3
_MOST_ALIKE = 20
_Told = tuple[Piece, frozenset[str], Mark]
_IN_BRACKETS = re.compile(r"[^(:–—]{1,60}\(([^()]{1,40})\)")
_STATUS = re.compile(r"\W*(?:current )?status\W*:\s*(.*)", re.IGNORECASE)
_ELSEWHEN = re.compile(
    r"\b(next|before|after|previous|prior|later|future|remaining|roadmap|history|old|was|initial"
    r"|legend|todo|steps?|optional|recommendations?|v\d|q[1-4]|(19|20)\d\d)\b",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Contradiction]:
    told = [(p, subject_of(p), m) for p in reading.prose if (m := _mark(reading, p))]
    told = [(p, s, m) for p, s, m in told if s and not _elsewhen(reading, p)]
    done = [(p, s) for p, s, m in told if m is Mark.DONE]
    open_ = [(p, s, m) for p, s, m in told if m.unfinished]
    found: dict[frozenset[str], list[tuple[Piece, Piece]]] = {}
    by_word: dict[str, list[tuple[Piece, frozenset[str]]]] = {}
    for piece, name in done:
        known = by_word.setdefault(min(name), [])
        if len(known) < _MOST_ALIKE:
            known.append((piece, name))
    for bad, other, mark in _few(open_):
        alike = [pair for word in sorted(other) for pair in by_word.get(word, ())]
        for good, name in alike:
            if _same(name, other) and _comparable(reading, good, bad, mark, exact=name == other):
                found.setdefault(other, []).append((good, bad))
    for pairs in found.values():
        yield _disagreement(reading, pairs)
    yield from _fields(reading)


def _few(open_: list[_Told]) -> Iterator[_Told]:
    """A document of a million characters may say one thing ten thousand times."""
    seen: Counter[frozenset[str]] = Counter()
    for told in open_:
        seen[told[1]] += 1
        if seen[told[1]] <= _MOST_ALIKE:
            yield told


def _disagreement(reading: Reading, pairs: list[tuple[Piece, Piece]]) -> Contradiction:
    """All that is said of one subject, the first of each side in front."""
    good, bad = pairs[0]
    goods, bads = (sorted({_line(reading, p[i]) for p in pairs}) for i in (0, 1))
    says = (
        f"{_name(good)!r} is called done in {_lines(goods)}, and {_state(bad)} in {_lines(bads)}"
        f" as {_name(bad)!r}"
    )
    first = (_line(reading, good), _line(reading, bad))
    return Contradiction(CHECK.id, says, reading.quotes(*first, *goods, *bads))


def _line(reading: Reading, piece: Piece) -> int:
    """Where the status stands: of a heading without a mark, that of the status under it."""
    if piece.kind is not Kind.HEADING or piece.mark:
        return piece.line
    below = (p.line for p in reading.below(piece) if _STATUS.match(p.text))
    return next(below, piece.line)


def _state(piece: Piece) -> str:
    return str(piece.mark or Mark.OPEN)


def _lines(lines: list[int]) -> str:
    return f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}"


def _mark(reading: Reading, piece: Piece) -> Mark:
    """What `piece` says of its subject; a heading without a mark by the status under it, and a
    heading among open issues that no status closes is open."""
    if piece.kind is not Kind.HEADING or piece.mark:
        return piece.mark if piece.kind is not Kind.PROSE else Mark.NONE
    direct = [p for p in reading.below(piece) if reading.above(p)[-1] is piece]
    stated = [m for p in direct if (m := _STATUS.match(p.text))]
    if len(stated) != 1:
        return Mark.NONE
    among = any(_ISSUES.search(h.text) for h in reading.above(piece))
    return word_of(stated[0][1]) or (Mark.OPEN if among else Mark.NONE)


def _elsewhen(reading: Reading, piece: Piece) -> bool:
    """Said of another time: of what is to come, of a dated entry, of another release."""
    titles = [h.text for h in reading.above(piece)[1:]]
    return any(_ELSEWHEN.search(text) for text in [*titles, _name(piece)])


def _same(name: frozenset[str], other: frozenset[str]) -> bool:
    """One subject, or one that adds a word to two: `trust tier` and `trust tier rules`."""
    return name == other or (len(name) >= 2 and name < other and len(other) - len(name) == 1)


def _comparable(reading: Reading, good: Piece, bad: Piece, mark: Mark, *, exact: bool) -> bool:
    """Not parent and child, not neighbours in one list, and of the same phase."""
    if good.group and good.group == bad.group and good.kind is bad.kind:
        return False
    if _qualified(good) != _qualified(bad) and "" not in (_qualified(good), _qualified(bad)):
        return False
    if _repeated(reading, good, bad) or _LABELLED.match(bad.text) or _to_tick(reading, bad):
        return False
    if good in reading.above(bad) or bad in reading.above(good):
        return False
    if not exact and mark is not Mark.FAILED:
        return False
    phases = {_phase(reading, p) for p in (good, bad)} - {""}
    return len(phases) < 2 or mark is Mark.FAILED or _is_final(reading, bad)


def _repeated(reading: Reading, good: Piece, bad: Piece) -> bool:
    """Tables of one shape, or lists of the same labels, under several headings: one of each."""
    if good.kind is bad.kind is Kind.ROW and good.under != bad.under:
        return good.header == bad.header
    label = LABEL.match(unmarked(good.text))
    if not label or good.kind is not Kind.ITEM or bad.kind is not Kind.ITEM:
        return False
    return len(reading.places_of_labels.get(label[1], ())) >= _SEVERAL


def _qualified(piece: Piece) -> str:
    """What stands in brackets behind the name: `NIDS (C++)` is not `NIDS (Python)`."""
    found = _IN_BRACKETS.match(unmarked(piece.cells[0] if piece.cells else piece.text))
    return found[1].lower() if found else ""


def _to_tick(reading: Reading, piece: Piece) -> bool:
    """A box of a list in which nobody has ticked any: what is to be looked at, not what is open."""
    if tick_of(piece.text) is not Mark.OPEN:
        return False
    groups = (g for g in reading.groups_beside(piece) if g[0].group == piece.group)
    return not any(tick_of(p.text) is Mark.DONE for g in groups for p in g)


def _phase(reading: Reading, piece: Piece) -> str:
    titles = [h.text for h in reading.above(piece)]
    return next((found for t in reversed(titles) if (found := phase_of(t))), "")


def _is_final(reading: Reading, piece: Piece) -> bool:
    return piece.kind is Kind.ROW and not _phase(reading, piece)


def _name(piece: Piece) -> str:
    return unmarked(piece.cells[0] if piece.cells else piece.text)[:60]


def _fields(reading: Reading) -> Iterator[Contradiction]:
    """Version or branch of the whole document, stated twice at its head."""
    for what, pattern in _FIELDS.items():
        stated = [f for f in reading.fields_called(pattern) if re.search(r"\w", f.value)]
        stated = [f for f in stated if f.line <= 60]
        values = {f.value.strip("` v.*").lower() for f in stated}
        if len(values) > 1:
            first, other = stated[0], next(f for f in stated if f.value != stated[0].value)
            says = f"the {what} is {first.value!r} by one line and {other.value!r} by another"
            yield Contradiction(CHECK.id, says, reading.quotes(first.line, other.line))
