"""Compiles a certificate from what the deterministic half knows. No words of a model here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from seatrial import __version__
from seatrial.certificate.acts import LoggedAct, acts_of
from seatrial.certificate.baseline import compare
from seatrial.certificate.confidence import confidence_of
from seatrial.certificate.issued import Issued
from seatrial.certificate.judge import judge
from seatrial.certificate.limitations import about_change, limitations_of
from seatrial.certificate.model import (
    SCHEMA_VERSION,
    Artefact,
    Certificate,
    Component,
    Left,
    ModelReading,
    PolicyRef,
    Reading,
    Repository,
    Run,
)
from seatrial.certificate.since import since_of
from seatrial.evidence.finding import Finding, findings_of, numbered
from seatrial.evidence.model import Check, Evidence
from seatrial.gates.decide import Bench
from seatrial.gates.policy import Policy, default_policy
from seatrial.gates.weaker import weaknesses
from seatrial.snapshot.change import Change
from seatrial.snapshot.model import Entry, Fate
from seatrial.snapshot.snapshot import Snapshot

TOOLS_ONLY = "tools only: no model took part in this reading"


@dataclass(frozen=True)
class Dossier:
    """Everything that a certificate is compiled from.

    `claims` are a model's verified findings that no tool made; `why` says why no model read;
    `baseline` is the earlier certificate to compare with, `change` what a git ref marks; `acts`
    are those of trusted people that speak of this tree.
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
    acts: tuple[LoggedAct, ...] = ()


def compile_certificate(dossier: Dossier, run: Run) -> Certificate:
    """The draft certificate for one run."""
    findings = numbered([*findings_of(dossier.evidence, dossier.checks), *dossier.claims])
    acts = acts_of(dossier.acts)
    bench = Bench(dossier.checks, dossier.evidence, dossier.roll, findings, acts, dossier.on)
    judged = judge(dossier.policy, bench)
    gates, policy = judged["gates"], _policy_ref(dossier.policy)
    before, change = dossier.baseline, dossier.change
    return Certificate(
        schema_version=SCHEMA_VERSION,
        seatrial=__version__,
        repository=repository_of(dossier.snapshot),
        policy=policy,
        environments=dict(dossier.policy.environments),
        findings=tuple(findings),
        confidence=confidence_of(findings, dossier.model),
        limitations=tuple(
            [
                *(about_change(change) if change else ()),
                *limitations_of(
                    policy,
                    dossier.snapshot,
                    gates,
                    dossier.evidence,
                    dossier.model,
                    acts=dossier.acts,
                    on=dossier.on,
                ),
            ]
        ),
        environment=dossier.environment,
        reading=_reading(dossier),
        roll=dict(dossier.roll),
        inventory=dossier.inventory,
        baseline=compare(before, policy, gates, findings, dossier.snapshot) if before else None,
        since=since_of(change, findings) if change else None,
        acts=dossier.acts,
        run=run,
        **judged,
    )


def _policy_ref(policy: Policy) -> PolicyRef:
    return PolicyRef(
        name=policy.name,
        sha256=policy.digest,
        extends=policy.extends,
        weaker=tuple(weaknesses(policy, default_policy())),
        signers=policy.levels.signers,
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
