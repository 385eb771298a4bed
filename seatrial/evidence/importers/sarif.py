"""Results of other scanners in SARIF 2.1.0: each result that weighs becomes a finding.

Format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. The numbers in
`security-severity` are read as GitHub reads them:
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from seatrial.evidence.importers.artefact import Artefact, Made
from seatrial.evidence.importers.binding import in_utc
from seatrial.evidence.importers.checks import EXTERNAL_SCAN
from seatrial.evidence.importers.measured import Context, Fault, Measured
from seatrial.evidence.importers.sarif_model import Log, Result, Rule, Run, score_of
from seatrial.evidence.importers.sarif_places import spots_of
from seatrial.evidence.importers.tree_paths import TreePaths
from seatrial.evidence.model import Outcome, Severity

NAME = "SARIF 2.1.0"
_LEVELS = {"error": Severity.HIGH, "warning": Severity.MEDIUM}
_MOST = 300


@dataclass(frozen=True)
class _Seen:
    """One result that a scanner stands by."""

    tool: str
    result: Result
    rule: Rule | None

    @property
    def level(self) -> str:
        default = self.rule.configuration.level if self.rule else None
        return self.result.level or default or "warning"

    @property
    def severity(self) -> Severity | None:
        """None for what does not fail: notes, and what the scanner itself leaves open."""
        if self.level not in _LEVELS or self.result.kind != "fail" or self.result.reviewed:
            return None
        score = score_of(self.result.properties)
        if score is None and self.rule:
            score = self.rule.score
        return _LEVELS[self.level] if score is None else _by_score(score)

    @property
    def claim(self) -> str:
        text = " ".join(self.result.message.split())
        return f"{self.tool} {self.result.rule}: {text}"[:300].rstrip(": ")


def recognises(artefact: Artefact) -> bool:
    return "runs" in artefact.object and "version" in artefact.object


def read(artefact: Artefact, context: Context) -> list[Measured]:
    log = artefact.read_as(Log, "SARIF 2.1.0")
    made = artefact.made(_made(artefact, log))
    if why := next(filter(None, map(_unfinished, log.runs)), "" if log.runs else "it has no run"):
        return [Measured(EXTERNAL_SCAN, Outcome.UNAVAILABLE, why, artefact, made)]
    seen = [s for run in log.runs for s in _seen(run)]
    weighed = sorted(_weighed(seen), key=lambda pair: (-pair[0].rank, pair[1].claim))
    metric = {"results": float(len(weighed)), "notes": float(len(seen) - len(weighed))}
    message = f"{_tools(log)}: {len(weighed)} results that weigh, {len(seen) - len(weighed)} others"
    outcome = Outcome.FAILS if weighed else Outcome.HOLDS
    faults = tuple(_faults(weighed, context))
    return [Measured(EXTERNAL_SCAN, outcome, message, artefact, made, metric, faults)]


def _made(artefact: Artefact, log: Log) -> Made:
    """Runs of two commits in one file are of neither; the earliest start counts."""
    commits = {c.lower() for run in log.runs for c in run.commits}
    if len(commits) > 1:
        raise artefact.refuse(f"its runs are of {len(commits)} commits")
    stamps: list[datetime] = [at for run in log.runs for at in run.stamps]
    return Made(commit=next(iter(commits), ""), produced_at=min(stamps, key=in_utc, default=None))


def _unfinished(run: Run) -> str:
    """Why a run says nothing of what it did not find; a list of no results is not no list."""
    if any(i.successful is False for i in run.invocations):
        return f"{run.tool.driver.name} says that it did not finish"
    return f"{run.tool.driver.name} lists no results" if run.results is None else ""


def _seen(run: Run) -> Iterator[_Seen]:
    tool = run.tool.driver.name
    for result in run.results or ():
        told_off = result.kind in ("pass", "notApplicable") or result.baseline == "absent"
        if not told_off:
            yield _Seen(tool, result, run.rule_of(result))


def _weighed(seen: list[_Seen]) -> Iterator[tuple[Severity, _Seen]]:
    return ((s.severity, s) for s in seen if s.severity)


def _by_score(score: float) -> Severity:
    bounds = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM))
    return next((severity for bound, severity in bounds if score >= bound), Severity.LOW)


def _faults(weighed: list[tuple[Severity, _Seen]], context: Context) -> Iterator[Fault]:
    tree = TreePaths(context.survey)
    for severity, seen in weighed[:_MOST]:
        spots, named = spots_of(seen.result, context, tree)
        yield Fault(f"{seen.claim}{named}", severity, spots)
    if rest := weighed[_MOST:]:
        yield Fault(f"{len(rest)} more results, none worse than {rest[0][0]}", rest[0][0])


def _tools(log: Log) -> str:
    return ", ".join(
        sorted({f"{r.tool.driver.name} {r.tool.driver.version}".strip() for r in log.runs})
    )
