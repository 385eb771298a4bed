"""The long options that documents show, and whose they are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seatrial.evidence.collectors import commands
from seatrial.evidence.collectors.docs.programs import started
from seatrial.evidence.collectors.docs.variables_told import TAKEN_BACK
from seatrial.evidence.survey import Spot, Survey

_OPTION = r"--([a-z][a-z0-9]*(?:-[a-z0-9]+){0,8})(?![\w-])"
_GIVEN = re.compile(rf"(?:^|[\s\[(]){_OPTION}")
_SHORT = r"(?:-\w(?:[ =]\w{1,20})?`{0,2}(?:,\s?|\s?/\s?|\s)`{0,2})?"
_LISTED = re.compile(
    rf"\s*(?:[-*+]\s{{1,4}}|\|\s*|#{{2,6}}\s+|\.\. option:: )\**`{{0,2}}{_SHORT}{_OPTION}"
)
# A term of reStructuredText, whose definition stands below it, indented.
_TERM = re.compile(rf"\*{{0,2}}``{_SHORT}{_OPTION}")
_HEADING = re.compile(r"#{1,6}\s")
_FENCE = re.compile(r"\s{0,8}(?:```|~~~)")
_QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
# What follows is for another program, or another command.
_END = re.compile(
    r"\s--\s|[|;<>#]|&&|\$\(|`|\s(?:docker|pip|npm|git|curl|python|bash|sh|ssh|kubectl|pytest|node"
    r"|cargo|go|exec)\s"
)


@dataclass(frozen=True)
class Option:
    """An option and where it is shown. `owner` is the program, or the section that lists it."""

    name: str
    owner: str
    spot: Spot


def options_shown(survey: Survey, paths: list[str]) -> Iterator[Option]:
    yield from _in_commands(survey, paths)
    for path in paths:
        yield from _in_lists(path, survey.snapshot.lines(path))


def _in_lists(path: str, lines: list[str]) -> Iterator[Option]:
    """Options that a row, an item, a term or a heading begins with. A section may be about another
    program, so it has to speak for itself."""
    fenced, section = False, 0
    for number, line in enumerate(lines, 1):
        defined = lines[number : number + 1]
        term = _TERM.match(line[:300]) if defined and defined[0].startswith("  ") else None
        found = _LISTED.match(line[:300]) or term
        if _FENCE.match(line):
            fenced = not fenced
        elif found and not fenced and not TAKEN_BACK.search(line[:1000]):
            owner = f"{path} headings" if line.startswith("#") else f"{path} {section}"
            yield Option(found[1], owner, Spot(path, number))
        elif not fenced and _HEADING.match(line):
            section = number


def _in_commands(survey: Survey, paths: list[str]) -> Iterator[Option]:
    """Options of commands, which may go on over lines that end in a backslash."""
    owner, awaited = "", ("", 0)
    for path, number, line in commands.lines_of_code(survey, paths):
        goes_on = awaited == (path, number) and owner
        if not goes_on:
            owner, line = started(survey, line[:2000])
        end = _END.search(text := f" {_QUOTED.sub('_', line[:2000])} ")
        if owner:
            for found in _GIVEN.finditer(text[: end.start()] if end else text):
                yield Option(found[1], f"{owner} of commands", Spot(path, number))
        awaited = (path, number + 1) if line.endswith("\\") and not end else ("", 0)
