"""Does the verdict or level follow from the gates, and from what is said to be still open?"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from seatrial.claims.marks import Mark, signs_in, unmarked
from seatrial.claims.model import Contradiction, Kind, Piece
from seatrial.claims.reading import Field, Reading, phase_of_piece
from seatrial.evidence.model import Check, Severity

CHECK = Check(
    id="claims.verdict-agrees-with-gates",
    statement="The verdict and the level agree with the gates and with what is still open",
    gate="G12",
    severity=Severity.MEDIUM,
    remedy="Close what is open, or state the verdict that the gates give.",
)

_FIELD = (
    r"((final|overall|system|release|current|project|report|production|launch) )*"
    r"(verdict|status|decision|recommendation|approval|outcome|readiness|go/no-go)"
)
_LEVEL_FIELD = r"((certification|certificate|readiness|maturity|overall) )?(level|grade|rating)"
_LEVELS = re.compile(r"\W*(bronze|silver|gold|platinum)\b", re.IGNORECASE)
_GOOD = re.compile(
    r"\W*(fully )?(approved|certified|go\b|production[- ]ready"
    r"|ready( for (production|release|launch|beta|deployment))?\b"
    r"|conditional(ly)? (approv\w+|ready))",
    re.IGNORECASE,
)
_TERMS = re.compile(r"condition|\bif\b|subject to|\bwith\b|except|pending|beta|candidate", re.I)
_GATE = re.compile(
    r"\W*(quality |release |production )?(gates?|criteri(on|a)|requirements?)\W*", re.I
)
_GATE_ID = re.compile(r"\W*G\d{1,2}\b")
_CLAIM = re.compile(
    r"\b(?:is|are|now)\s(?:[\w ]{1,30}\s)?(?:production[- ]ready|ready for production)"
    r"|[,;:✅🟢]\s*(?:[\w ]{1,30}\s)?(?:production[- ]ready(?!\s[a-z]+s\b)|ready for production)\b"
    r"|^\W*production[- ]ready\b|[–—-]\s+production[- ]ready\s",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\b(not|never|if|when|once|until|will|would|should|to be|become|becoming|criteria|checklist"
    r"|review|whether|plan|goal|target|toward|towards|aim|must|before|assessment|how|what|after)\b"
    r"|\?|n't",
    re.IGNORECASE,
)
_PRODUCTION = re.compile(
    r"\bproduction[- ](?:deploy\w*|hardening|release|roll-?out|launch|readiness|go-?live|cut-?over"
    r"|monitoring|testing|validation|verification|environment|infrastructure)\b"
    r"|\bdeploy\w* (?:to|in|into) production\b",
    re.IGNORECASE,
)
# `Training readiness: production-ready` speaks of the training alone, `1.0 - Production Ready` of
# a plan, `production-ready for 88 of 96` of a share.
_OF_A_PART = re.compile(
    r"\W*(?!(?:the )?(?:overall|system|project|current|final|release|status|verdict|conclusion"
    r"|summary|recommendation|readiness|result)\b)[A-Z][\w ]{1,60}\W{0,4}:\W{0,6}(?:fully )?"
    r"production[- ]ready|.*\bv?\d+\.\d+\b.*production[- ]ready|.*production[- ]ready for \W?\d",
    re.IGNORECASE,
)
_OPEN_FOR = re.compile(
    r"(critical|required|needed|mandatory|necessary)\s(for|before|in)\sproduction", re.IGNORECASE
)


@dataclass(frozen=True)
class Verdict:
    """A verdict or level, as it stands on its line."""

    text: str
    line: int
    conditional: bool = False


def verdicts_in(reading: Reading) -> list[Verdict]:
    """Good verdicts and levels; those that reject contradict no open gate."""
    called = [f for f in reading.fields if f.called(_FIELD)]
    parts = _headings_of_parts(reading, called)
    found = [_verdict(f) for f in called if f.line not in parts]
    return [v for v in found if v] + levels_in(reading)


def _headings_of_parts(reading: Reading, called: list[Field]) -> set[int]:
    """Lines of headings that sort parts by status: `Status: ready` and `Status: needs work`."""
    lines = {h.line for h in reading.headings}
    titled = [f for f in called if f.line in lines]
    names = Counter(f.name.lower() for f in titled)
    return {f.line for f in titled if names[f.name.lower()] > 1}


def levels_in(reading: Reading) -> list[Verdict]:
    fields = reading.fields_called(_LEVEL_FIELD)
    return [Verdict(m[1].upper(), f.line) for f in fields if (m := _LEVELS.match(f.value))]


def _verdict(field: Field) -> Verdict | None:
    value = unmarked(field.value)
    if not _GOOD.match(value):
        return None
    return Verdict(value[:80], field.line, bool(_TERMS.search(value)))


def gates_in(reading: Reading) -> list[Piece]:
    """Rows of tables of gates or criteria, those with a status."""
    rows = [p for p in reading.pieces if p.kind is Kind.ROW and p.mark and p.cells]
    named = [p for p in rows if p.header and _GATE.fullmatch(p.header[0])]
    return named or [p for p in rows if _GATE_ID.match(p.cells[0])]


def find(reading: Reading) -> Iterator[Contradiction]:
    yield from _level(reading)
    yield from _approval(reading)
    yield from _production(reading)


def _level(reading: Reading) -> Iterator[Contradiction]:
    """A level above the lowest while half of the gates are open, by terms that stand nowhere."""
    gates = gates_in(reading)
    open_ = [g for g in gates if g.mark is not Mark.DONE]
    for level in levels_in(reading):
        if level.text == "BRONZE" or 2 * len(open_) < len(gates) or not open_:
            continue
        if _defined(reading, level):
            continue
        says = (
            f"level {level.text} with {len(open_)} of {len(gates)} gates open, and nowhere is it"
            f" said what {level.text} asks"
        )
        yield Contradiction(CHECK.id, says, reading.quotes(level.line, *(g.line for g in open_)))


def _defined(reading: Reading, level: Verdict) -> bool:
    """Another line says what the level asks for."""
    asks = re.compile(
        rf"\b{level.text}\b.{{0,20}}(:|=|asks|requires|means|when|needs|≥|if\b)", re.IGNORECASE
    )
    return any(asks.search(p.text) for p in reading.prose if p.line != level.line)


def _approval(reading: Reading) -> Iterator[Contradiction]:
    open_ = [g for g in gates_in(reading) if g.mark.unfinished]
    for verdict in verdicts_in(reading):
        if open_ and not verdict.conditional and not _LEVELS.match(verdict.text):
            says = (
                f"the verdict is {verdict.text!r} without a condition; {len(open_)} gates are open"
            )
            lines = [verdict.line, *(g.line for g in open_)]
            yield Contradiction(CHECK.id, says, reading.quotes(*lines))
            return


def _production(reading: Reading) -> Iterator[Contradiction]:
    claims = [p for p in reading.prose if not p.mark.unfinished and _claims_production(p)]
    claims += [p for p in reading.prose if p.kind is Kind.HEADING and _titled(p)]
    open_ = [p for p in reading.prose if _is_open_for_production(p)]
    if not claims or not open_:
        return
    first, last = claims[0], claims[-1]
    says = (
        f"it is said to be ready for production; what production needs is open in"
        f" {_lines([p.line for p in open_])}"
    )
    places = [first.line, *(p.line for p in open_[:4]), last.line]
    yield Contradiction(CHECK.id, says, reading.quotes(*places))


def _claims_production(piece: Piece) -> bool:
    text = piece.text
    found = _CLAIM.search(text)
    mixed = piece.kind is Kind.ROW and any(m.unfinished for m in signs_in(text))
    if found is None or mixed or _OF_A_PART.match(text):
        return False
    sentence = text[text.rfind(". ", 0, found.start()) + 1 :]
    return not _UNSURE.search(sentence.split(". ")[0])


def _titled(piece: Piece) -> bool:
    return piece.level == 1 and bool(
        re.search(r"- production-ready (release|system)", piece.text, re.I)
    )


def _is_open_for_production(piece: Piece) -> bool:
    """Something about production that is open or has not begun, of which nothing is done."""
    if piece.kind is Kind.PROSE and _OPEN_FOR.search(piece.text):
        return bool(re.search(r"\b(they|these|items|deferred|open|pending)\b", piece.text, re.I))
    found = _PRODUCTION.search(piece.text)
    if found is None or piece.mark not in (Mark.OPEN, Mark.FAILED):
        return False
    # What is ready waits to be deployed; a phase of deploying that has not begun is more.
    waits = "deploy" in found[0].lower() and piece.kind is Kind.ITEM
    whole = not waits or bool(phase_of_piece(piece))
    return whole and piece.kind in (Kind.ROW, Kind.ITEM, Kind.HEADING)


def _lines(lines: list[int]) -> str:
    shown = ", ".join(map(str, lines[:6]))
    return f"line{'s' if len(lines) > 1 else ''} {shown}"
