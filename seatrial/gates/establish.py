"""What all evidence together says of one check.

Taking evidence away must never help: a check holds only when every producer that must look has
spoken, and nothing that stands on the roll of the run is missing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from seatrial.evidence.model import Blocks, Check, Evidence, Outcome, Severity, Tier, roll_key
from seatrial.gates.model import CheckResult, CheckStatus


def establish(check: Check, evidence: Sequence[Evidence], roll: Mapping[str, int]) -> CheckResult:
    """The status of `check` from those of `evidence` that speak of it."""
    relevant = [e for e in evidence if e.check == check.id]
    cut = _cut(check, relevant, roll)
    status, message = _status(check, relevant, cut)
    failing = [_weight(check, e) for e in relevant if e.outcome is Outcome.FAILS]
    return CheckResult(
        check=check.id,
        statement=check.statement,
        status=status,
        executed=check.tier is Tier.EXECUTED,
        severity=max(failing, key=lambda s: s.rank, default=check.severity),
        message=message,
        evidence=tuple(e.id for e in relevant),
        cut=bool(cut),
        partial=bool(cut or _silent(check, relevant) or any(_doubt(check, e) for e in relevant)),
        weighs=_weighs(check, status),
    )


def _weighs(check: Check, status: CheckStatus) -> bool:
    """What was brought and then taken away is not MISSING but UNAVAILABLE: it still weighs."""
    if check.blocks is Blocks.ONCE_SEEN:
        return status is not CheckStatus.MISSING
    return check.blocks is Blocks.ALWAYS


def _status(check: Check, relevant: Sequence[Evidence], cut: str) -> tuple[CheckStatus, str]:
    failing = [e for e in relevant if e.outcome is Outcome.FAILS]
    if failing:
        more = f" (and {len(failing) - 1} more)" if len(failing) > 1 else ""
        return CheckStatus.FAILS, failing[0].message + more
    if cut:
        return CheckStatus.UNAVAILABLE, cut
    if not relevant:
        return CheckStatus.MISSING, "nobody has looked"
    if unseen := [_doubt(check, e) for e in relevant if _doubt(check, e)]:
        return CheckStatus.UNAVAILABLE, unseen[0]
    if silent := _silent(check, relevant):
        return CheckStatus.UNAVAILABLE, f"{', '.join(silent)} did not report"
    if all(e.outcome is Outcome.NOT_APPLICABLE for e in relevant):
        return CheckStatus.NOT_APPLICABLE, relevant[0].message
    return CheckStatus.HOLDS, "; ".join(e.message for e in relevant if e.outcome is Outcome.HOLDS)


def _weight(check: Check, e: Evidence) -> Severity:
    """A check that only informs weighs the same wherever it fails."""
    return check.severity if check.severity is Severity.INFO else e.severity or check.severity


def _silent(check: Check, relevant: Sequence[Evidence]) -> list[str]:
    """Producers that must look at this check and said nothing."""
    return sorted(set(check.producers) - {e.producer.name for e in relevant})


def _doubt(check: Check, e: Evidence) -> str:
    """Why this observation establishes nothing, or ''."""
    if e.outcome is Outcome.UNAVAILABLE:
        return e.message
    if check.tier is Tier.EXECUTED and e.tier is not Tier.EXECUTED:
        return f"{e.tier}, not executed: {e.message}"
    return ""


def _cut(check: Check, relevant: Sequence[Evidence], roll: Mapping[str, int]) -> str:
    """What was taken away, or ''. A failing check that was thinned out may look mild."""
    here = Counter(roll_key(e.check, e.producer.name) for e in relevant)
    expected = {key: n for key, n in roll.items() if key.split(" ", 1)[0] == check.id}
    gone = sorted(key.split(" ", 1)[1] for key, n in expected.items() if here[key] != n)
    return f"observations of {', '.join(gone)} are missing" if gone else ""
