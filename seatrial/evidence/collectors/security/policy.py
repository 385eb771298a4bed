"""Whoever finds a vulnerability is told how to report it.

A policy may also be a section of the README, or a line for contributors that sends reports of
vulnerabilities to an address of their own. An empty file, or one that names no way to reach
anybody, does not tell.
"""

import re

from seatrial.evidence.collectors.docs.opened import unopened
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="security.policy",
    statement="A security policy says how to report a vulnerability",
    gate="G5",
    severity=Severity.LOW,
    remedy="Add a SECURITY.md that names an address or a form for private reports.",
    effort="S",
    maps=("OSPS-VM-02.01", "Scorecard:Security-Policy"),
)
_POLICY = r"((docs|\.github)/)?security(-policy|_policy)?(\.(md|rst|txt|adoc|markdown))?"
_CONTRIBUTING = r"((docs|\.github)/)?contributing(\.(md|rst|txt|adoc|markdown))?"
_SEARCHED = (
    "SECURITY.*",
    ".github/SECURITY.*",
    "docs/SECURITY.*",
    "README: a section on security",
    "CONTRIBUTING.*: where to send reports of vulnerabilities",
)
_WAY_TO_REPORT = re.compile(
    r"[\w.+-]{1,64}(@|\s?[\[(]at[\])]\s?)[\w-]{1,64}\.\w|https?://\S|mailto:"
    r"|private(ly)? (vulnerability )?report|report a vulnerability|security advisor",
    re.IGNORECASE,
)
# An address or a page that the template left to be filled in.
_PLACEHOLDER = re.compile(
    r"\S{0,100}\b(yourdomain|your-domain|your-?company|your-?org|your-?email)\b\S{0,100}"
    r"|\[INSERT[^\]]{0,100}\]",
    re.IGNORECASE,
)
# "For sensitive security issues, email <…>": not where to discuss features, not an issue tracker.
_VULNERABILITY = re.compile(
    r"(?i)(security|vulnerabilit)[^.]{0,60}\b(issue|bug|report|problem|vulnerabilit|disclos|concern)"
    r"|\b(report|disclos)\w*[^.]{0,40}(security|vulnerabilit)"
)
_PRIVATELY = re.compile(
    r"[\w.+-]{1,64}(@|\s?[\[(]at[\])]\s?)[\w-]{1,64}\.\w|mailto:|security/advisories"
    r"|hackerone\.com/|bugcrowd\.com/"
)
_HEADING = re.compile(r"\s{0,3}#{1,6}\s.*(security|vulnerabilit)", re.IGNORECASE)
_REFERS = re.compile(r"\bSECURITY\.(md|rst|txt)\b|security policy", re.IGNORECASE)
_SECTION = 20  # lines below a heading that belong to what it announces


def collect(survey: Survey) -> list[Evidence]:
    policies = [e.path for e in survey.snapshot.named(_POLICY)]
    for path in policies:
        if spot := _way_to_report(survey, path, 1, len(survey.snapshot.lines(path))):
            return [survey.holds(CHECK, "it says how to report", spot)]
    if spot := _in_readme(survey):
        return [survey.holds(CHECK, "the README says how to report", spot)]
    if spot := _in_contributing(survey):
        return [survey.holds(CHECK, "contributors are told where to report", spot)]
    if policies:
        message = f"{policies[0]!r} names no way to report"
        return [survey.fails(CHECK, message, Spot(policies[0], 1))]
    if unread := unopened(survey, CHECK, _POLICY):
        return unread
    return [survey.fails(CHECK, "no security policy", *_promise(survey), searched=_SEARCHED)]


def _way_to_report(survey: Survey, path: str, first: int, last: int) -> Spot | None:
    for number, line in enumerate(survey.snapshot.lines(path)[first - 1 : last], start=first):
        if _WAY_TO_REPORT.search(_PLACEHOLDER.sub("", line[:1000])):
            return Spot(path, number)
    return None


def _in_readme(survey: Survey) -> Spot | None:
    if not survey.readme:
        return None
    for number, line in enumerate(survey.snapshot.lines(survey.readme), start=1):
        if _HEADING.match(line[:200]):
            return _way_to_report(survey, survey.readme, number + 1, number + _SECTION)
    return None


def _in_contributing(survey: Survey) -> Spot | None:
    """A line that speaks of vulnerabilities and names whom to write to, there or in the next."""
    for entry in survey.snapshot.named(_CONTRIBUTING):
        lines = survey.snapshot.lines(entry.path)
        for number, line in enumerate(lines, start=1):
            told = " ".join(lines[number - 1 : number + 1])[:1000]
            if _VULNERABILITY.search(line[:500]) and _PRIVATELY.search(_PLACEHOLDER.sub("", told)):
                return Spot(entry.path, number)
    return None


def _promise(survey: Survey) -> list[Spot]:
    """The line of the README that refers to a policy."""
    lines = survey.snapshot.lines(survey.readme) if survey.readme else []
    found = (n for n, line in enumerate(lines, start=1) if _REFERS.search(line[:1000]))
    return [Spot(survey.readme, n) for n in found][:1]
