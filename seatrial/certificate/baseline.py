"""Compares with an earlier certificate: what is new, gone, worse and better since.

A finding is gone only where its check looked again; what nobody looked at is told apart.
"""

from collections.abc import Iterator, Mapping, Sequence

from seatrial import __version__
from seatrial.certificate.comparison import Baseline, Former, GateChange, New, Weight
from seatrial.certificate.issued import Issued
from seatrial.certificate.model import Certificate, PolicyRef
from seatrial.evidence.finding import Finding, Source, where
from seatrial.gates.model import CheckResult, CheckStatus, GateResult, Status
from seatrial.snapshot.snapshot import Snapshot

_RANK = {
    Status.FAIL: 0,
    Status.PENDING: 1,
    Status.WAIVED: 2,
    Status.PASS: 3,
    Status.NOT_APPLICABLE: 3,
}
_LOOKED = (CheckStatus.HOLDS, CheckStatus.NOT_APPLICABLE, CheckStatus.FAILS)


def compare(
    issued: Issued,
    policy: PolicyRef,
    gates: Sequence[GateResult],
    findings: Sequence[Finding],
    snapshot: Snapshot,
) -> Baseline:
    """What changed from the certificate in `issued` to these gates and findings."""
    before = issued.certificate
    then = {f.fingerprint: f for f in before.findings}
    now = {f.fingerprint: f for f in findings}
    both = [(then[key], f) for key, f in now.items() if key in then]
    weights = [
        Weight(finding=f.id, before=old.severity, after=f.severity)
        for old, f in both
        if old.severity is not f.severity
    ]
    missing = [_former(f, gates, snapshot) for key, f in then.items() if key not in now]
    changes = list(_gate_changes(before.gates, gates))
    return Baseline(
        sha256=issued.sha256,
        decided_on=before.decided_on,
        tree=before.repository.tree,
        commit=before.repository.commit,
        policy=before.policy.name,
        level=before.level,
        verdicts=before.verdicts,
        new=tuple(
            New(finding=f.id, why=_why_new(f, before)) for k, f in now.items() if k not in then
        ),
        gone=tuple(former for former, known in missing if known),
        unseen=tuple(former for former, known in missing if not known),
        worse=tuple(w for w in weights if w.after.rank > w.before.rank),
        better=tuple(w for w in weights if w.after.rank < w.before.rank),
        unchanged=len(both) - len(weights),
        gates_worse=tuple(change for change, step in changes if step < 0),
        gates_better=tuple(change for change, step in changes if step > 0),
        gates_new=tuple(_only(gates, before.gates)),
        gates_gone=tuple(_only(before.gates, gates)),
        notes=tuple(_notes(issued, policy, snapshot)),
    )


def gates_again(before: Baseline, issued: Issued, gates: Sequence[GateResult]) -> Baseline:
    """The comparison after a person has acted: only gates can stand otherwise."""
    changes = list(_gate_changes(issued.certificate.gates, gates))
    update = {
        "gates_worse": tuple(change for change, step in changes if step < 0),
        "gates_better": tuple(change for change, step in changes if step > 0),
    }
    return before.model_copy(update=update)


def _results(gates: Sequence[GateResult]) -> Mapping[str, CheckResult]:
    return {c.check: c for gate in gates for c in gate.checks}


def _why_new(finding: Finding, before: Certificate) -> str:
    if finding.source is Source.MODEL:
        return "" if before.reading.model else "no model read the tree then"
    result = _results(before.gates).get(finding.rule)
    if result is None:
        return "no gate had its check then"
    looked = result.status in _LOOKED and not result.partial
    return "" if looked else "its check could not look everywhere then"


def _former(
    finding: Finding, gates: Sequence[GateResult], snapshot: Snapshot
) -> tuple[Former, bool]:
    """The finding, and whether it is known to be gone."""
    why, known = _why_missing(finding, _results(gates).get(finding.rule), snapshot)
    path, line = where(finding)
    former = Former(
        fingerprint=finding.fingerprint,
        rule=finding.rule,
        claim=snapshot.redact(finding.claim),
        severity=finding.severity,
        gate=finding.gate,
        place=f"{path}:{line}" if path else "",
        why=snapshot.redact(why),
    )
    return former, known


def _why_missing(
    finding: Finding, result: CheckResult | None, snapshot: Snapshot
) -> tuple[str, bool]:
    path = where(finding)[0]
    if path and snapshot.find(path) is None:
        return "its file is no longer in the tree", True
    if finding.source is Source.MODEL:
        return "that a model does not claim it again is no evidence", False
    if result is None:
        return "no gate has its check here", False
    if result.status not in _LOOKED:
        return f"its check is {result.status}: {result.message}", False
    if result.partial:
        return "its check could not look everywhere", False
    told = {
        CheckStatus.HOLDS: "its check holds",
        CheckStatus.NOT_APPLICABLE: "its check does not apply any more",
        CheckStatus.FAILS: "its check looked everywhere and fails elsewhere only",
    }
    return told[result.status], True


def _gate_changes(
    before: Sequence[GateResult], now: Sequence[GateResult]
) -> Iterator[tuple[GateChange, int]]:
    """Each gate that both have and that stands otherwise, with the direction of its step."""
    then = {g.gate: g for g in before}
    for gate in now:
        old = then.get(gate.gate)
        if old is None or _stand(old) == _stand(gate):
            continue
        step = 1 if _stand(gate) > _stand(old) else -1
        change = GateChange(
            gate=gate.gate, title=gate.title, before=_shown(old), after=_shown(gate)
        )
        yield change, step


def _stand(gate: GateResult) -> tuple[int, bool]:
    return _RANK[gate.status], not gate.held


def _shown(gate: GateResult) -> str:
    return f"{gate.status} (held)" if gate.held else str(gate.status)


def _only(mine: Sequence[GateResult], others: Sequence[GateResult]) -> Iterator[str]:
    there = {g.gate for g in others}
    yield from (g.gate for g in mine if g.gate not in there)


def _notes(issued: Issued, policy: PolicyRef, snapshot: Snapshot) -> Iterator[str]:
    """What to know before the comparison is believed."""
    before = issued.certificate
    if before.repository.tree == snapshot.digest:
        yield "Both are of the same tree: what differs is not the code."
    if before.seatrial != __version__:
        yield f"It was drafted by Seatrial {before.seatrial}: other checks, other findings."
    if (before.policy.name, before.policy.sha256) != (policy.name, policy.sha256):
        yield f"It was decided by another policy, {before.policy.name!r}, that asked otherwise."
    if issued.manifest is None:
        yield (
            "No manifest.json lay beside it: that it was not edited was told only by whether it"
            " contradicts itself."
        )
