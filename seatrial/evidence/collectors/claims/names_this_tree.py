"""Version and commit that a readiness document speaks of are those of the tree."""

import re
from collections.abc import Iterator

from seatrial.claims.model import Item
from seatrial.evidence.collectors.claims.held import Held, Paper, differs, fits, unknown
from seatrial.evidence.collectors.docs.changelogs import is_release, numbers
from seatrial.evidence.collectors.docs.versions_agree import stated_versions
from seatrial.evidence.model import Check, Severity
from seatrial.evidence.survey import Survey

CHECK = Check(
    id="claims.names-this-tree",
    statement="Version and commit that a readiness document speaks of are those of the tree",
    gate="G12",
    severity=Severity.LOW,
    remedy="Assess the tree as it is, and state its version and commit.",
)

_VERSION = re.compile(r"v?\d{1,6}(?:\.\d{1,6}){1,3}(?:[-+][\w.-]{1,40})?")
_COMMIT = re.compile(r"\b[0-9a-f]{7,40}\b", re.IGNORECASE)
# Of what a version is: `Document version` and `Python version` are others'.
_OURS = re.compile(
    r"((current|system|product|project|release|software|app(lication)?|package) )?version", re.I
)


def compare(survey: Survey, paper: Paper) -> Iterator[Held]:
    for item in paper.checked.called("version"):
        if _OURS.fullmatch(item.more.get("name", "")):
            yield from _version(survey, item)
    for item in paper.checked.called("commit"):
        if found := _COMMIT.search(item.text):
            yield _commit(survey, paper, item, found[0])


def _version(survey: Survey, item: Item) -> Iterator[Held]:
    """A plain `Version` may be that of the document itself: where it differs, nobody knows."""
    found = _VERSION.search(item.text)
    stated = [c for c in stated_versions(survey) if is_release(c.text)]
    if found is None or not stated:
        return
    mine, says = numbers(found[0].lstrip("vV")), f"it speaks of version {found[0]!r}"
    same = [c for c in stated if c.numbers == mine]
    if same:
        yield fits(item.line, f"{says}, and so does {same[0].spot.path!r}", same[0].spot)
    elif item.more["name"].lower() == "version":
        told = f"{says}; the tree is {stated[0].text!r}, and it may be the document's own"
        yield unknown(item.line, told, stated[0].spot)
    else:
        yield differs(item.line, f"{says}; the tree is {stated[0].text!r}", stated[0].spot)


def _commit(survey: Survey, paper: Paper, item: Item, stated: str) -> Held:
    """No file of a commit can name that commit: what changed since is not known here."""
    git, says = survey.snapshot.git, f"it speaks of commit {stated!r}"
    if not git.commit:
        return unknown(item.line, f"{says}; the commit of the tree is not known: {git.reason}")
    if git.commit.startswith(stated.lower()):
        return fits(item.line, f"{says}, which the tree is at")
    told = f"{says}; the tree is at {git.commit[:12]!r}"
    if paper.inside:
        return unknown(item.line, f"{told}, and what changed since is not known here")
    return differs(item.line, told, severity=Severity.MEDIUM)
