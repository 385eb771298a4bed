"""What was found of what was planted: a new finding at its place, whose gate fits.

Nothing here knows a check's id: a fault is found by place and gate (docs/decisions/0017).
"""

from collections.abc import Sequence

from seatrial.certificate.confidence import confidence_of
from seatrial.certificate.detection import Detection, GateDetection, Planted
from seatrial.certificate.labelled import of_trial
from seatrial.certificate.model import Certificate
from seatrial.evidence.finding import Finding, where
from seatrial.reliability import reliability
from seatrial.shares import Share, share_of
from seatrial.trial.kinds import SeenBy
from seatrial.trial.planned import Plan
from seatrial.trial.planted import Stand

# A finding may name the line above or below: a decorator, the end of a statement.
MARGIN = 2


def judged(plan: Plan, before: Sequence[Finding], certificate: Certificate) -> Detection:
    """`certificate` is that of the planted tree, `before` the findings without any fault."""
    known = {f.fingerprint for f in before}
    new = [f for f in certificate.findings if f.fingerprint not in known]
    planted = [(_planted(stand, new), stand.site.kind.decoy) for stand in plan.stands]
    faults = tuple(p for p, decoy in planted if not decoy)
    decoys = tuple(p for p, decoy in planted if decoy)
    rules = {rule for p, _ in planted for rule in p.found_by}
    stated = confidence_of((f for f in new if f.rule in rules), certificate.reading.model)
    matched = {f.fingerprint for s in plan.stands for f in _at(s, new)}
    detection = Detection(
        seed=plan.seed,
        asked=plan.asked,
        tree=certificate.repository.tree,
        mode=certificate.reading.mode,
        faults=faults,
        decoys=decoys,
        overall=_share(faults),
        by_tool=_share([p for p in faults if p.seen_by == SeenBy.TOOL]),
        by_reader=_share([p for p in faults if p.seen_by == SeenBy.READER]),
        flagged=_share(decoys),
        gates=tuple(_gates(faults, decoys)),
        blind=blind_to(faults),
        elsewhere=tuple(_told(f) for f in new if f.fingerprint not in matched),
        unfit=plan.unfit,
        without=plan.without,
        short=plan.short,
        confidence=stated,
    )
    known_outcomes = list(of_trial(detection))
    return detection.model_copy(update={"reliability": reliability(known_outcomes)})


def nothing_planted(plan: Plan, certificate: Certificate) -> Detection:
    """When no fault fits: nothing is audited a second time."""
    return judged(plan, certificate.findings, certificate)


def blind_to(faults: Sequence[Planted]) -> tuple[str, ...]:
    """Kinds of which none was found, those planted most often first."""
    found = {p.kind for p in faults if p.found_by}
    missed = [p for p in faults if p.kind not in found]
    times = {p.kind: sum(other.kind == p.kind for other in missed) for p in missed}
    ranked = sorted({(-times[p.kind], p.title) for p in missed})
    return tuple(title for _, title in ranked)


def _planted(stand: Stand, new: Sequence[Finding]) -> Planted:
    kind = stand.site.kind
    return Planted(
        kind=kind.id,
        title=kind.title,
        gate=kind.gates[0],
        language=stand.site.language,
        severity=kind.severity,
        seen_by=kind.seen_by,
        sources=kind.sources,
        path=stand.site.path,
        line_start=stand.start,
        line_end=stand.end,
        found_by=tuple(sorted({f.rule for f in _at(stand, new)})),
    )


def _at(stand: Stand, new: Sequence[Finding]) -> list[Finding]:
    low, high = stand.start - MARGIN, stand.end + MARGIN
    return [
        f
        for f in new
        if f.gate in stand.site.kind.gates
        and any(
            p.path == stand.site.path and p.line_start <= high and low <= p.line_end
            for p in f.places
        )
    ]


def _share(planted: Sequence[Planted]) -> Share:
    return share_of(sum(bool(p.found_by) for p in planted), len(planted))


def _gates(faults: Sequence[Planted], decoys: Sequence[Planted]) -> list[GateDetection]:
    names = sorted({p.gate for p in (*faults, *decoys)}, key=lambda g: (len(g), g))
    return [
        GateDetection(
            gate=name,
            faults=_share([p for p in faults if p.gate == name]),
            decoys=_share([p for p in decoys if p.gate == name]),
        )
        for name in names
    ]


def _told(finding: Finding) -> str:
    path, line = where(finding)
    return f"{finding.rule} {path}:{line}" if path else finding.rule
