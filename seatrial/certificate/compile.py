"""Compiles a certificate from what the deterministic half knows. No words of a model here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from seatrial import __version__
from seatrial.certificate.baseline import compare
from seatrial.certificate.issued import Issued
from seatrial.certificate.limitations import about_change, limitations_of
from seatrial.certificate.model import (
    SCHEMA_VERSION,
    Artefact,
    Certificate,
    Component,
    Condition,
    Left,
    ModelReading,
    PolicyRef,
    Reading,
    Repository,
    Run,
)
from seatrial.certificate.phases import phases_of
from seatrial.certificate.risks import risks_of
from seatrial.certificate.since import since_of
from seatrial.evidence.finding import Finding, findings_of, numbered
from seatrial.evidence.model import Check, Evidence
from seatrial.gates.decide import Bench, decide
from seatrial.gates.model import GateResult, Level, Status
from seatrial.gates.policy import PRODUCTION, Policy, default_policy
from seatrial.gates.verdict import eligible_for_gold, level, next_level, obstacles, verdicts
from seatrial.gates.weaker import weaknesses
from seatrial.snapshot.change import Change
from seatrial.snapshot.model import Entry, Fate
from seatrial.snapshot.snapshot import Snapshot

TOOLS_ONLY = "tools only: no model took part in this reading"


@dataclass(frozen=True)
class Dossier:
    """Everything that a certificate is compiled from.

    `claims` are a model's verified findings that no tool made; `why` says why no model read;
    `baseline` is the earlier certificate to compare with, `change` what a git ref marks.
    """

    snapshot: Snapshot
    checks: Mapping[str, Check]
    evidence: Sequence[Evidence]
    roll: Mapping[str, int]
    policy: Policy
    on: date
    environment: tuple[Component, ...]
    inventory: tuple[Artefact, ...]
    claims: Sequence[Finding] = ()
    model: ModelReading | None = None
    why: str = ""
    baseline: Issued | None = None
    change: Change | None = None


def compile_certificate(dossier: Dossier, run: Run) -> Certificate:
    """The draft certificate for one run."""
    findings = numbered([*findings_of(dossier.evidence, dossier.checks), *dossier.claims])
    bench = Bench(dossier.checks, dossier.evidence, dossier.roll, findings, on=dossier.on)
    gates = decide(dossier.policy, bench)
    reached = level(dossier.policy, gates)
    following = next_level(reached)
    conditions, policy = _conditions(dossier.policy, gates), _policy_ref(dossier.policy)
    before, change = dossier.baseline, dossier.change
    met = sum(c.met for c in conditions)
    return Certificate(
        schema_version=SCHEMA_VERSION,
        seatrial=__version__,
        repository=repository_of(dossier.snapshot),
        decided_on=dossier.on,
        policy=policy,
        environments=dict(dossier.policy.environments),
        verdicts=verdicts(dossier.policy, gates),
        level=reached,
        eligible_for_gold=eligible_for_gold(dossier.policy, gates),
        next_level=following,
        path_to_next=_path(dossier.policy, gates, following),
        gates=tuple(gates),
        phases=tuple(phases_of(dossier.policy, gates)),
        findings=tuple(findings),
        risks=tuple(risks_of(dossier.checks, gates, findings)),
        limitations=tuple(
            [
                *(about_change(change) if change else ()),
                *limitations_of(policy, dossier.snapshot, gates, dossier.evidence, dossier.model),
            ]
        ),
        conditions=conditions,
        conditions_met=met,
        conditions_pending=len(conditions) - met,
        environment=dossier.environment,
        reading=_reading(dossier),
        roll=dict(dossier.roll),
        inventory=dossier.inventory,
        baseline=compare(before, policy, gates, findings, dossier.snapshot) if before else None,
        since=since_of(change, findings) if change else None,
        run=run,
    )


def _policy_ref(policy: Policy) -> PolicyRef:
    return PolicyRef(
        name=policy.name,
        sha256=policy.digest,
        extends=policy.extends,
        weaker=tuple(weaknesses(policy, default_policy())),
    )


def repository_of(snapshot: Snapshot) -> Repository:
    """What was audited, as certificate and bill of materials name it."""
    git, texts = snapshot.git, snapshot.texts
    return Repository(
        name=snapshot.manifest.name,
        tree=snapshot.digest,
        commit=git.commit,
        commit_reason=git.reason,
        branch=git.branch,
        committed_at=git.committed_at,
        files=len(snapshot.entries),
        lines=sum(e.lines for e in texts),
        languages=_lines_by(texts, "language"),
    )


def _lines_by(texts: Sequence[Entry], what: str) -> dict[str, int]:
    """Lines by language or role, most first, entries without one left out."""
    lines: dict[str, int] = {}
    for entry in texts:
        if name := str(getattr(entry, what)):
            lines[name] = lines.get(name, 0) + entry.lines
    return dict(sorted(lines.items(), key=lambda pair: (-pair[1], pair[0])))


def _reading(dossier: Dossier) -> Reading:
    snapshot, model = dossier.snapshot, dossier.model
    fates = [e.fate for e in snapshot.entries]
    shown = sum(model.lines.values()) if model else 0
    return Reading(
        mode=_mode(dossier),
        read=fates.count(Fate.READ),
        partly=fates.count(Fate.PARTLY),
        skipped=fates.count(Fate.SKIPPED),
        roles=_lines_by(snapshot.texts, "role"),
        left=tuple(
            Left(path=e.path, reason=e.reason) for e in snapshot.entries if e.fate is not Fate.READ
        ),
        outside=tuple(Left(path=p, reason=r) for p, r in sorted(snapshot.manifest.outside)),
        withheld=sum(len(spots) for spots in snapshot.manifest.redactions.values()),
        tools_only=sum(e.lines for e in snapshot.texts) - shown,
        model=model,
    )


def _mode(dossier: Dossier) -> str:
    model = dossier.model
    if model is None:
        return dossier.why or TOOLS_ONLY
    if not model.excerpts:
        return f"tools only: {model.name} was there and was asked nothing"
    return f"tools, and {model.name} ({model.backend}) at depth {model.depth}"


def _conditions(policy: Policy, gates: Sequence[GateResult]) -> tuple[Condition, ...]:
    needed = policy.environments.get(PRODUCTION, ())
    return tuple(
        Condition(
            gate=g.gate,
            text=f"{g.requirement} ({g.target})",
            met=g.status in (Status.PASS, Status.NOT_APPLICABLE) and not g.held,
        )
        for g in gates
        if g.gate in needed
    )


def _path(policy: Policy, gates: Sequence[GateResult], following: Level | None) -> tuple[str, ...]:
    """What keeps the next level away. GOLD also waits for signatures, which come last."""
    if following is None:
        return ()
    steps = obstacles(policy, gates, following)
    if following is Level.GOLD:
        steps = [*steps, f"{policy.levels.signers} trusted people sign it"]
    return tuple(steps)
