"""Does "all" mean all: all tests passing, all systems ready, all risks mitigated?"""

import re
from collections.abc import Iterator, Mapping, Sequence

from seatrial.claims.dates import dates_in
from seatrial.claims.marks import Mark
from seatrial.claims.model import Contradiction, Kind, Piece
from seatrial.claims.numbers import ratios_in
from seatrial.claims.reading import Reading
from seatrial.evidence.model import Check, Severity

CHECK = Check(
    id="claims.all-means-all",
    statement="What is said of all is true of all",
    gate="G12",
    severity=Severity.MEDIUM,
    remedy="State how many of how many, or close the ones that are open.",
)

_GOOD = r"pass(?:ed|ing|es)?|green|succeed(?:ed|ing)?|successful|met|complete[d]?"
_ALL_RUN = re.compile(
    rf"\ball\s(?:(?:of\s)?(?:the|our)\s)?(?:(?:unit|integration|automated|smoke|e2e|regression)\s)?"
    rf"(?P<things>tests?|checks?)\s(?:are\s|have\s|now\s|is\s)?(?:{_GOOD})\b"
    r"|\bcomprehensive (?P<testing>testing)(?: and validation)? complete\b"
    r"|\b100\s?%\s(?:of\s(?:the\s)?)?(?P<share>tests?|checks?)\s(?:are\s)?(?:pass(?:ed|ing)?|green)\b",
    re.IGNORECASE,
)
# `Ethics: all checks passed` speaks of the checks of ethics.
_LABEL = re.compile(
    r"(?!\W*(?:\w+ )?(?:tests?|testing|status|result|summary|overall)\b)\W*[A-Z][^:|]{1,60}:",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"(?<![\d.,])([1-9]\d*)\s(?:(?:unit|integration|collection|import|e2e)\s)?"
    r"(?:tests?\s)?(?:are\s|were\s)?(skipped|fail(?:ed|ing|ures?|s)|errors?|xfailed)\b",
    re.IGNORECASE,
)
_ALL_THINGS = re.compile(
    r"\ball\s(?:(?:of|the|our|core|major|main|planned|critical)\s){0,2}?(system|component|module|feature|service|phase|gate|requirement)s\s"
    r"(?:are\s|have been\s|is\s)?(?:fully\s)?"
    r"(?:implemented|tested|complete[d]?|stable|operational|ready|passed|met|done|validated)\b",
    re.IGNORECASE,
)
_ALL_RISKS = re.compile(
    r"\ball\s(?P<rank>high|critical|medium)(?:\spriority|-priority)?\s(?:risks?|findings|issues)\s"
    r"(?:are\s|have been\s)?(?:mitigated|resolved|closed|addressed|fixed)\b",
    re.IGNORECASE,
)
_STILL_TO_DO = re.compile(
    r"\b(planned|will|later|pending|to be|todo|before production|execute|in progress|not yet"
    r"|scheduled|tbd)\b",
    re.IGNORECASE,
)
_ALL_DATED = re.compile(
    r"\ball (?:documents|docs) (?:are )?(?:date-stamped|dated)\b", re.IGNORECASE
)
_MONTH_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LONGEST = 300
_SHOWN = 7
_NOUNS = ("test", "check", "testing")
_UNSURE = re.compile(
    r"\b(if|when|until|once|will|should|must|ensure|verify|require[sd]?|need|before|goal|target"
    r"|make sure|confirm|not|unless|criteri\w+|want)\b|\?",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Contradiction]:
    less = {noun: [p for p in reading.prose if _is_less(p, noun)] for noun in _NOUNS}
    for piece in reading.prose:
        if piece.mark.unfinished:
            continue
        yield from _runs(reading, piece, less)
        yield from _things(reading, piece)
        yield from _risks(reading, piece)
        yield from _dated(reading, piece)


def _claim(pattern: re.Pattern[str], piece: Piece) -> re.Match[str] | None:
    """The claim, unless its sentence only asks for it."""
    found = pattern.search(piece.text)
    if found is None or len(piece.text) > _LONGEST:  # in passing, of one change among many
        return None
    start = max(piece.text.rfind(". ", 0, found.start()), piece.text.rfind("; ", 0, found.start()))
    end = found.end() + (0 if piece.mark is Mark.DONE else 20)
    return None if _UNSURE.search(piece.text[start + 1 : end]) else found


def _runs(
    reading: Reading, piece: Piece, runs: Mapping[str, Sequence[Piece]]
) -> Iterator[Contradiction]:
    if not (found := _claim(_ALL_RUN, piece)) or _LABEL.match(piece.text[: found.start()]):
        return
    noun = (found["things"] or found["share"] or found["testing"]).lower().rstrip("s")
    less = [p for p in runs[noun][:_SHOWN] if p is not piece]
    if less:
        says = f"{found[0]!r}; not all did by line{'s' if len(less) > 1 else ''} {_lines(less)}"
        yield Contradiction(CHECK.id, says, reading.quotes(piece.line, *(p.line for p in less[:5])))


def _is_less(piece: Piece, noun: str) -> bool:
    """A count of tests or checks of which some did not pass."""
    if noun == "check":
        names = [h.lower() for h in piece.header]
        counted = {n: c for n, c in zip(names, piece.cells, strict=False) if c.strip().isdigit()}
        whole, passed = counted.get("checks", counted.get("total")), counted.get("passed")
        return bool(whole and passed and int(passed) < int(whole))
    about = re.search(r"\btests?\b", piece.text, re.IGNORECASE)
    ratios = [r for r in ratios_in(piece.text) if r.part < r.whole]
    passed_some = any(re.match(r"\s?(?:tests\s)?pass", piece.text[r.end :], re.I) for r in ratios)
    return bool(about and (passed_some or _LESS.search(piece.text)))


def _things(reading: Reading, piece: Piece) -> Iterator[Contradiction]:
    """All systems ready, and a table of systems in which some are not."""
    if not (found := _claim(_ALL_THINGS, piece)):
        return
    noun = found[1].lower()
    rows = [
        p
        for p in reading.prose
        if p.kind is Kind.ROW and p.header and p.header[0].strip(" *").lower().rstrip("s") == noun
    ]
    open_ = [p for p in rows if p.mark.unfinished]
    if open_:
        says = f"{found[0]!r}; {len(open_)} of {len(rows)} {noun}s in the tables are not"
        yield Contradiction(
            CHECK.id, says, reading.quotes(piece.line, *(p.line for p in open_[:6]))
        )


def _risks(reading: Reading, piece: Piece) -> Iterator[Contradiction]:
    if not (found := _claim(_ALL_RISKS, piece)) or piece.mark is Mark.NONE:
        return
    open_ = [
        p
        for p in reading.prose
        if p.kind is Kind.ROW and _ranked(reading, p, found["rank"]) and _to_do(p)
    ]
    if open_:
        says = f"{found[0]!r}; of {len(open_)} of them the measures are still to come"
        yield Contradiction(CHECK.id, says, reading.quotes(piece.line, *(p.line for p in open_)))


def _ranked(reading: Reading, row: Piece, rank: str) -> bool:
    titles = [h.text for h in reading.above(row)[-1:]]
    is_risk = bool(row.header) and "risk" in row.header[0].lower()
    return is_risk and any(re.match(rf"\W*{rank}\b", t, re.IGNORECASE) for t in titles)


def _to_do(row: Piece) -> bool:
    columns = [i for i, h in enumerate(row.header) if "mitigation" in h.lower()]
    return any(_STILL_TO_DO.search(row.cells[i]) for i in columns if i < len(row.cells))


def _dated(reading: Reading, piece: Piece) -> Iterator[Contradiction]:
    if not (found := _claim(_ALL_DATED, piece)):
        return
    rows = [p for p in reading.prose if p.kind is Kind.ROW and _is_listed(p)]
    bare = [p for p in rows if not _MONTH_YEAR.search(p.text) and not list(dates_in(p.text))]
    if bare:
        says = f"{found[0]!r}; {len(bare)} of the {len(rows)} that are listed bear no date"
        yield Contradiction(CHECK.id, says, reading.quotes(piece.line, *(p.line for p in bare[:6])))


def _is_listed(row: Piece) -> bool:
    names = " ".join(row.header).lower()
    return names.startswith("document") and "last updated" in names


def _lines(pieces: Sequence[Piece]) -> str:
    return ", ".join(str(p.line) for p in pieces[:6])
