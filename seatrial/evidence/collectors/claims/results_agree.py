"""Results that a readiness document names say what it says of them, and are not older than the
commit."""

import re
from collections.abc import Iterator

from seatrial.claims.marks import Mark
from seatrial.claims.model import Item
from seatrial.claims.numbers import percents_in
from seatrial.evidence.collectors.claims.held import Held, Paper, differs, fits, unknown
from seatrial.evidence.collectors.claims.paths_exist import named_file
from seatrial.evidence.importers.binding import latest
from seatrial.evidence.importers.claimed import measured_in_tree
from seatrial.evidence.importers.measured import Measured
from seatrial.evidence.model import Check, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="claims.results-agree",
    statement="Results that a readiness document names agree with it and with the commit",
    gate="G12",
    severity=Severity.MEDIUM,
    remedy="Run it again on this commit, name the new result, and state what it says.",
)

_COVERAGE = re.compile(r"\bcoverage\b", re.IGNORECASE)
_TARGET = re.compile(r"target|goal|minimum|at least|threshold|≥|>=|critical|branch|function", re.I)
_SUITE = re.compile(r"\btests? (?:discovered|in total|total|collected)|\btotal\b", re.IGNORECASE)
# A result that the same day's work made before it was committed is as good as one made after.
_DAYS = 1
_ROUNDED = 1.0


def compare(survey: Survey, paper: Paper) -> Iterator[Held]:
    measured = list(_named(survey, paper))
    for item, path, one in measured:
        yield age(survey, item, path, one)
    for name, stated in (("overall_percent", _coverage), ("tests", _tests)):
        found = {(path, one.metric[name]) for _, path, one in measured if name in one.metric}
        if len(found) == 1:
            yield from stated(paper, *found.pop())


def _named(survey: Survey, paper: Paper) -> Iterator[tuple[Item, str, Measured]]:
    """Results of the tree that the document names, each with the line of the first."""
    seen: set[str] = set()
    for item in paper.checked.called("path"):
        entry = named_file(survey, paper, item.text)
        if entry is None or entry.path in seen or item.more["mark"] not in ("", Mark.DONE):
            continue
        seen.add(entry.path)
        for one in _measured(survey, entry.path):
            yield item, entry.path, one


def _measured(survey: Survey, path: str) -> list[Measured]:
    return survey.once(f"measured in {path}", lambda: measured_in_tree(survey, path)[1])


def age(survey: Survey, item: Item, path: str, one: Measured) -> Held:
    """How old the result at `path` is, by what it says itself."""
    made, committed = one.made.produced_at, survey.snapshot.git.committed_at
    if made is None or committed is None:
        missing = "it does not say when it was made" if made is None else "no commit is known"
        return unknown(item.line, f"how old {path!r} is cannot be told: {missing}", Spot(path, 1))
    days = (committed - latest(made)).days
    says = f"{path!r} was made on {made.date()}, the commit on {committed.date()}"
    if days >= _DAYS:
        told = f"{says}: what was measured is an earlier tree"
        return differs(item.line, told, Spot(path, 1), severity=Severity.LOW)
    return fits(item.line, says, Spot(path, 1))


def _coverage(paper: Paper, path: str, real: float) -> Iterator[Held]:
    """The one share that a line about coverage states, and no target."""
    for item in paper.checked.called("share"):
        line = paper.checked.quotes.get(item.line, "")
        shares = percents_in(line)
        if not _COVERAGE.search(line) or _TARGET.search(line) or len(shares) != 1:
            continue
        says = f"coverage of {item.text} is stated; {path!r} says {real:g} %"
        near = abs(shares[0].value - real) <= _ROUNDED
        yield (
            fits(item.line, says, Spot(path, 1))
            if near
            else differs(item.line, says, Spot(path, 1))
        )


def _tests(paper: Paper, path: str, real: float) -> Iterator[Held]:
    for item in paper.checked.called("count"):
        whole = _SUITE.search(paper.checked.quotes.get(item.line, ""))
        if item.more.get("of", "").rstrip("s") != "test" or not whole:
            continue
        says = f"{item.text!r} are stated; {path!r} counts {real:g}"
        same = float(item.more["number"]) == real
        yield (
            fits(item.line, says, Spot(path, 1))
            if same
            else differs(item.line, says, Spot(path, 1))
        )
