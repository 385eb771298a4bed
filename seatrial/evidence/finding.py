"""A claim with its places and what stands behind it, whoever made it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from seatrial.evidence.model import Check, Evidence, Outcome, Place, Severity
from seatrial.frozen import Frozen, sha256


class Standing(StrEnum):
    """How a claim fared when it was challenged."""

    VERIFIED = "verified"
    DOUBTFUL = "doubtful"
    REFUTED = "refuted"
    UNQUOTED = "unquoted"
    UNSTABLE = "unstable"


class Source(StrEnum):
    """A tool's finding is evidence; a model's is a claim that a person rules on."""

    TOOL = "tool"
    MODEL = "model"


class Finding(Frozen):
    """`id` numbers the findings of one certificate; `fingerprint` is the same in the next one.

    `rule` is a check's or a question's id. `evidence` or `decisions` hold the ids behind it;
    `words` is a model's own sentence about it, labelled as such wherever it is shown.
    """

    id: str
    fingerprint: str
    rule: str
    claim: str
    severity: Severity
    gate: str
    remedy: str
    source: Source
    standing: Standing
    places: tuple[Place, ...] = ()
    searched: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    words: str = ""


def fingerprint(rule: str, path: str, line: str, nth: int = 0) -> str:
    """Rule, path and the line without its spacing; `nth` tells equal lines of a file apart.

    Line numbers are left out, so that a finding keeps its name when code moves (the idea of
    SARIF 2.1.0, section 3.27.17, partialFingerprints).
    """
    return sha256("\0".join([rule, path, "".join(line.split()), str(nth)]).encode())[:32]


def findings_of(evidence: Iterable[Evidence], checks: Mapping[str, Check]) -> list[Finding]:
    """One finding a failing place; observations of the same check and lines are merged.

    Sorted from the worst, then by rule and place; ids are F-001 onward in that order.
    """
    failing = sorted((e for e in evidence if e.outcome is Outcome.FAILS), key=_place)
    seen: dict[str, int] = defaultdict(int)
    found = [_finding(checks[group[0].check], group, seen) for group in _merged(failing)]
    found.sort(key=lambda f: (-f.severity.rank, f.rule, where(f), f.fingerprint))
    return numbered(found)


def _merged(failing: Iterable[Evidence]) -> list[list[Evidence]]:
    """Runs of observations that speak of the same lines, in the order of their places.

    Two tools may name the statement or only its argument: overlapping lines are one place. What
    one producer tells apart stays apart.
    """
    groups: list[list[Evidence]] = []
    for e in failing:
        if groups and _same_place(groups[-1], e):
            groups[-1].append(e)
        else:
            groups.append([e])
    return groups


def _same_place(group: list[Evidence], e: Evidence) -> bool:
    last = group[-1]
    if e.check != last.check or not e.places or not last.places:
        return False
    if e.producer.name in {other.producer.name for other in group}:
        return False
    here, there = e.places[0], last.places[0]
    return here.path == there.path and here.line_start <= max(
        other.places[0].line_end for other in group
    )


def numbered(findings: Sequence[Finding]) -> list[Finding]:
    """`findings` with ids F-001 onward, in the order given."""
    return [f.model_copy(update={"id": f"F-{n:03}"}) for n, f in enumerate(findings, 1)]


def _place(e: Evidence) -> tuple[str, str, int, str, str]:
    path, line = (e.places[0].path, e.places[0].line_start) if e.places else ("", 0)
    return e.check, path, line, e.producer.name, e.id


def where(finding: Finding) -> tuple[str, int]:
    """Path and line of the first place, for sorting."""
    return (finding.places[0].path, finding.places[0].line_start) if finding.places else ("", 0)


def _finding(check: Check, group: list[Evidence], seen: dict[str, int]) -> Finding:
    group = sorted(group, key=lambda e: (e.producer.name, e.id))
    first = group[0]
    path, quote = (first.places[0].path, first.places[0].quote) if first.places else ("", "")
    plain = fingerprint(check.id, path, quote or first.message)
    seen[plain] += 1
    nth = seen[plain] - 1
    return Finding(
        id="",
        fingerprint=fingerprint(check.id, path, quote or first.message, nth) if nth else plain,
        rule=check.id,
        claim=first.message,
        severity=max((e.severity or check.severity for e in group), key=lambda s: s.rank),
        gate=check.gate,
        remedy=check.remedy,
        source=Source.TOOL,
        standing=Standing.VERIFIED,
        places=first.places,
        searched=first.searched,
        evidence=tuple(e.id for e in group),
    )
