"""Findings: how many of which severity, the worst of them, and those of one file."""

from collections import Counter
from collections.abc import Sequence

from seatrial.answers.known import Known, Told
from seatrial.answers.model import Sentence
from seatrial.answers.sheet import WHOLE
from seatrial.answers.tell.checks import ended
from seatrial.evidence.finding import Finding
from seatrial.evidence.model import Severity
from seatrial.gates.model import CheckStatus

_MOST = 8
_MOST_FILES = 5000  # without a finding, that are told to have none


def findings(known: Known) -> Told:
    """All, and those of each severity, from the worst."""
    told = {WHOLE: _told(known, _ordered(known), "findings")}
    for severity in Severity:
        mine = [f for f in _ordered(known) if f.severity is severity]
        told[str(severity)] = _told(known, mine, f"findings of {severity} severity")
    return told


def _ordered(known: Known) -> list[Finding]:
    return sorted(known.judged.findings, key=lambda f: -f.severity.rank)


def _told(known: Known, mine: Sequence[Finding], what: str) -> list[Sentence]:
    if not mine:
        looked = [e for e in known.evidence if e.check in _looked(known)][:_MOST]
        return [known.quoting(f"There are no {what}.", (), looked)]
    counts = Counter(str(f.severity) for f in mine)
    listed = ", ".join(f"{counts[s]} {s}" for s in reversed(Severity) if counts[s])
    behind = [known.by_id[i] for f in mine[:_MOST] for i in f.evidence if i in known.by_id]
    parts = f" ({listed})" if len(counts) > 1 else ""
    head = known.quoting(f"There are {len(mine)} {what}{parts}.", (), behind)
    return [head, *(_one(known, f) for f in mine[:_MOST])]


def _looked(known: Known) -> set[str]:
    done = (CheckStatus.HOLDS, CheckStatus.FAILS)
    return {c.check for g in known.judged.gates for c in g.checks if c.status in done}


def _one(known: Known, finding: Finding) -> Sentence:
    text = f"{finding.id} {finding.severity}, {finding.rule}: {ended(finding.claim)}"
    behind = [known.by_id[i] for i in finding.evidence if i in known.by_id]
    return known.quoting(text, finding.places, behind)


def findings_in(known: Known) -> Told:
    """By path, and by the file's name where no other file of the program bears it."""
    by_path: dict[str, list[Finding]] = {}
    for finding in _ordered(known):
        for path in dict.fromkeys(p.path for p in finding.places):
            by_path.setdefault(path, []).append(finding)
    for entry in known.survey.sources[:_MOST_FILES]:
        by_path.setdefault(entry.path, [])
    told = {path: _told(known, mine, f"findings in '{path}'") for path, mine in by_path.items()}
    names = Counter(path.rpartition("/")[2] for path in by_path)
    short = {p.rpartition("/")[2]: told[p] for p in by_path if names[p.rpartition("/")[2]] == 1}
    return {**short, **told}
