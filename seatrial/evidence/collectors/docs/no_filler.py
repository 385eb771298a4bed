"""No document shows words that only keep a place: lorem ipsum, a section that says TODO."""

import re
from collections.abc import Iterator, Sequence

from seatrial.evidence.collectors.docs.opened import unopened
from seatrial.evidence.collectors.prose import FILLER, may_hold_filler, sections
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="docs.no-filler",
    statement="No document shows words that only keep a place",
    gate="G8",
    severity=Severity.LOW,
    remedy="Write what belongs there, or take the section out.",
    effort="S",
)
_LOREM = re.compile(r"(?i)lorem ipsum dolor")
_TEMPLATE = re.compile(
    r"\[INSERT[ A-Z]{1,60}\]"
    r"|\b(your[-_]?username|YOUR_USERNAME)/(your[-_]?|YOUR_)?(repo|project|REPO)\w*"
)
# A paragraph that is a note to its own author; items of a list are plans.
_NOTE = re.compile(
    r"(TBD|TODO|FIXME): (describe|document|explain|write|fill in|complete|add (a|the|an) "
    r"(section|description|example|explanation|link|table))\b"
)
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_LONGEST = 3  # lines of a section that only keeps its place
_FEW_WORDS = 5
_MOST_TOLD = 20


def collect(survey: Survey) -> list[Evidence]:
    entries = [e for e in survey.snapshot.files(Role.DOCS) if e.language in _PROSE]
    failing = [e for entry in entries for e in _judge(survey, entry.path)][:_MOST_TOLD]
    failing += unopened(survey, CHECK, r".*\.(md|markdown|rst|adoc)")
    if not entries and not failing:
        return [survey.not_applicable(CHECK, "there is no document")]
    return survey.fails_or_holds(CHECK, failing, f"true of {len(entries)} documents")


_PROSE = frozenset({"markdown", "restructuredtext", "asciidoc"})


def _judge(survey: Survey, path: str) -> Iterator[Evidence]:
    if not may_hold_filler(survey.snapshot.source(path)):
        return
    lines = survey.snapshot.lines(path)
    for number, said in sorted({**dict(_empty(lines)), **dict(_left(lines))}.items()):
        yield survey.fails(CHECK, said, Spot(path, number))


def _left(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Filler outside of code: what stands in a fence, indented or in backticks is an example."""
    fenced = False
    for number, line in enumerate(lines, 1):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and not line.startswith(("    ", "\t")) and "`" not in line[:1000]:
            if _LOREM.search(line[:1000]):
                yield number, "lorem ipsum"
            elif found := _TEMPLATE.search(line[:1000]):
                yield number, f"{found[0]!r} of a template was never filled in"
            elif _NOTE.match(line[:1000]):
                yield number, "a note says what is still to be written here"


def _empty(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Sections that hold nothing but short words of delay, and no deeper section."""
    found = sections(lines)
    heads = [section.line for section in found]
    for section, following in zip(found, [*heads[1:], len(lines) + 1], strict=True):
        body = [s[:500] for s in lines[section.line : section.end] if s.strip()]
        alone = following > section.end and not section.words and len(body) <= _LONGEST
        if alone and any(map(_delays, body)):
            yield section.line, f"the section {section.title!r} is still to be written"


def _delays(line: str) -> bool:
    short = len(line.split()) <= _FEW_WORDS and "`" not in line
    return short and bool(FILLER.search(line)) and not _LOREM.search(line)
