"""Tests, lines and sizes that a readiness document states are those of the tree."""

import re
from collections.abc import Iterator

from seatrial.claims.model import Item
from seatrial.evidence.collectors.claims.held import Held, Paper, differs, fits, unknown
from seatrial.evidence.collectors.claims.paths_exist import named_file
from seatrial.evidence.collectors.tests import present
from seatrial.evidence.model import Check, Outcome, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="claims.counts-agree-with-tree",
    statement="Tests, lines and sizes that a readiness document states are those of the tree",
    gate="G12",
    severity=Severity.LOW,
    remedy="Count again in the tree that the document speaks of, and state that count.",
)

# One function that stands for many tests.
_MULTIPLIES = re.compile(
    r"parametrize|subTest|generate_tests|\.each\b|t\.Run\(|ParameterizedTest|\[Theory|dataProvider"
    r"|@given|rstest|INSTANTIATE_TEST|for .{1,60}\bit\(|@pytest\.fixture\(.{0,40}params",
)
_CODE = re.compile(r"\b(lines? of code|LOC|lines (added|written)|total|code)\b", re.IGNORECASE)
_LOOSE, _TIGHT = 0.25, 0.10


def compare(survey: Survey, paper: Paper) -> Iterator[Held]:
    for item in paper.checked.called("size"):
        yield from _size(survey, paper, item)
    for item in paper.checked.called("count"):
        of = item.more.get("of", "").rstrip("s")
        if of == "test":
            yield from _tests(survey, item)
        elif of == "line" and _CODE.search(paper.checked.quotes.get(item.line, "")):
            yield from _lines(survey, item)


def _size(survey: Survey, paper: Paper, item: Item) -> Iterator[Held]:
    entry = named_file(survey, paper, item.text)
    if entry is None or (item.more["unit"] == "lines" and not entry.text):
        return
    stated, unit = float(item.more["number"]), item.more["unit"]
    real = entry.lines if unit == "lines" else entry.size
    apart = abs(real - stated) / max(stated, 1)
    says = f"{item.text!r} is said to hold {stated:g} {unit}; it holds {real}"
    spot = Spot(entry.path, 1)
    if apart <= (_LOOSE if item.more["loose"] or unit == "bytes" else _TIGHT):
        yield fits(item.line, says, spot)
    else:
        yield differs(item.line, says, spot)


def _tests(survey: Survey, item: Item) -> Iterator[Held]:
    """More tests than there are functions, where nothing makes many of one, cannot be. Fewer may
    be a part of them."""
    stated, (total, many) = int(item.more["number"]), _suite(survey)
    if total is None:
        yield unknown(item.line, f"{item.text!r}: the tests of this tree could not be counted")
    elif stated == total:
        yield fits(item.line, f"{item.text!r}; {total} test functions were found")
    elif stated > total and not many:
        says = f"{item.text!r}; {total} test functions were found, and nothing that multiplies them"
        yield differs(item.line, says)
    else:
        says = f"{item.text!r}; {total} test functions were found, and only a run counts tests"
        yield unknown(item.line, says)


def _suite(survey: Survey) -> tuple[int | None, bool]:
    """How many test functions there are, and whether one may stand for many."""
    return survey.once("the suite as documents state it", lambda: _count(survey))


def _count(survey: Survey) -> tuple[int | None, bool]:
    (seen, *_) = present.collect(survey)
    if seen.outcome is not Outcome.HOLDS:
        return (0 if seen.outcome is Outcome.FAILS else None), False
    tests = [e for e in survey.snapshot.files(Role.TEST) if not e.path.endswith((".md", ".txt"))]
    many = any(_MULTIPLIES.search(survey.snapshot.source(e.path)) for e in tests)
    return int(seen.metric["tests"]), many


def _lines(survey: Survey, item: Item) -> Iterator[Held]:
    """More lines than all files together have cannot be."""
    stated, real = int(item.more["number"]), sum(e.lines for e in survey.snapshot.texts)
    if stated > real:
        yield differs(item.line, f"{item.text!r}; all text files of the tree hold {real} lines")
    else:
        yield unknown(item.line, f"{item.text!r}: which lines are meant is not told by code")
