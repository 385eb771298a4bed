"""What a readiness document names as its evidence is there."""

import posixpath
import re
from collections.abc import Iterator

from seatrial.claims.marks import Mark
from seatrial.claims.model import Item
from seatrial.evidence.collectors.claims.held import Held, Paper, differs, fits, unknown
from seatrial.evidence.collectors.docs.targets import Targets
from seatrial.evidence.model import Check, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Entry

CHECK = Check(
    id="claims.paths-exist",
    statement="Every file that a readiness document names as being there is there",
    gate="G12",
    severity=Severity.MEDIUM,
    remedy="Restore the file, or take away what the document claims of it.",
)

# What a run or a build leaves behind is not expected in a checkout.
_MADE = re.compile(
    r"(^|/)(dist|build|target|out|node_modules|\.venv|venv|coverage|htmlcov|logs?|tmp|temp|var)/"
    r"|\.(log|db|sqlite3?|pyc|whl|tar\.gz|zip|env|pid|sock|lock)$|^\.env|^~",
    re.IGNORECASE,
)
# Named without a folder: data that many projects keep out of the repository.
_KEPT_ELSEWHERE = re.compile(r"\.(json|csv|txt|xml|html?|pdf|png|svg|jar)$", re.IGNORECASE)


def compare(survey: Survey, paper: Paper) -> Iterator[Held]:
    targets = _targets(survey)
    for item in paper.checked.called("path"):
        if item.more["mark"] in ("", Mark.DONE):
            yield _judge(survey, targets, paper, item)


def named_file(survey: Survey, paper: Paper, path: str) -> Entry | None:
    """The one file that `path` names."""
    paths = _found(survey, _targets(survey), paper, path)
    return survey.snapshot.find(paths[0]) if len(paths) == 1 else None


def _targets(survey: Survey) -> Targets:
    return survey.once("targets of readiness documents", lambda: Targets(survey))


def _judge(survey: Survey, targets: Targets, paper: Paper, item: Item) -> Held:
    path = item.text
    if there := _found(survey, targets, paper, path):
        spots = [Spot(p, 1) for p in there if (e := survey.snapshot.find(p)) and e.text]
        return fits(item.line, f"{path!r} is there", *spots[:1])
    says = f"{path!r} is not in the tree"
    if _MADE.search(path) or targets.generated(path):
        return unknown(item.line, f"{says}, and is of the kind that a run or a build makes")
    if item.more["elsewhen"]:
        return unknown(item.line, f"{says}, and its line or heading may not claim that it is")
    if "/" not in path and _KEPT_ELSEWHERE.search(path):
        return unknown(item.line, f"{says}; data of that name may be kept outside of it")
    if item.more["mark"] == Mark.DONE:
        return differs(item.line, f"{says}, and is marked as done")
    top = path.split("/")[0]
    if "/" in path and top in survey.snapshot.folders:
        return differs(item.line, says, severity=Severity.LOW)
    return unknown(item.line, f"{says}; it may be named for another place")


def _found(survey: Survey, targets: Targets, paper: Paper, path: str) -> list[str]:
    """Where it is: from the root, from the document, or anywhere by its end."""
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(paper.path), path))
    for candidate in (posixpath.normpath(path), beside if paper.inside else path):
        if targets.exists(candidate):
            return [candidate]
    by_name = survey.once("paths by their last part", lambda: _by_name(survey))
    ends = by_name.get(path.rstrip("/").rsplit("/", 1)[-1].lower(), ())
    return [p for p in ends if f"/{p}".lower().endswith(f"/{path.lower().lstrip('./')}")]


def _by_name(survey: Survey) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in survey.snapshot.entries:
        found.setdefault(entry.path.rsplit("/", 1)[-1].lower(), []).append(entry.path)
    return found
