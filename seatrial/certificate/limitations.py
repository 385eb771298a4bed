"""What this certificate cannot say, each sentence made from what is known to be unknown."""

from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import urlsplit

from seatrial.certificate.acts import Deed, LoggedAct
from seatrial.certificate.model import ModelReading, PolicyRef
from seatrial.certificate.stability import Stability
from seatrial.egress import is_here
from seatrial.evidence.model import Evidence, Tier
from seatrial.gates.model import CheckStatus, GateResult, Status
from seatrial.snapshot.change import Change
from seatrial.snapshot.model import Fate
from seatrial.snapshot.snapshot import Snapshot


def limitations_of(
    policy: PolicyRef,
    snapshot: Snapshot,
    gates: Sequence[GateResult],
    evidence: Sequence[Evidence],
    model: ModelReading | None,
    *,
    acts: Sequence[LoggedAct] = (),
    on: date = date.min,
) -> Iterator[str]:
    """Sentences in a fixed order; what does not apply is left out."""
    yield from _about_policy(policy, snapshot)
    yield from _about_model(model)
    yield "Offline: nothing was asked of a forge, a registry or an advisory service."
    yield from _about_identity(snapshot)
    yield from _about_reading(snapshot)
    if not any(e.tier is Tier.EXECUTED for e in evidence):
        yield "No executed result was imported: nothing here was seen to run."
    yield from about_acts(acts, on)
    yield from about_gates(gates)


def about_acts(acts: Sequence[LoggedAct], on: date) -> Iterator[str]:
    """Whose word this rests on, and which waiver no longer counts."""
    for logged in acts:
        act = logged.act
        if act.deed is Deed.WAIVE and act.until and act.until < on:
            yield (
                f"The waiver of {act.told} by {act.by} ended on {act.until}: what it covered is"
                " open again."
            )
        if act.deed is Deed.ATTEST:
            yield (
                f"{act.told} rests on the word of {act.by} and {act.evidence!r}, which no tool"
                " has checked."
            )


def about_gates(gates: Sequence[GateResult]) -> Iterator[str]:
    for gate in gates:
        yield from _about_gate(gate)


def about_stability(stability: Stability) -> Iterator[str]:
    """What several audits of the snapshot did not agree on; an error of ours comes first."""
    if stability.loud:
        yield f"{stability.loud}."
    if flips := [f.told for f in (*stability.verdict_flips, *stability.gate_flips)]:
        yield f"Of {stability.runs} audits of this snapshot not all came to the same: " + (
            f"{'; '.join(flips)}. Statuses here are those of the first, with the findings of all."
        )
    if unstable := stability.unstable:
        yield (
            f"{len(unstable)} findings were made by no majority of {stability.runs} audits; they"
            " are marked unstable and hold no gate."
        )


def about_change(change: Change) -> Iterator[str]:
    yield (
        f"--since {change.ref} only marks findings: gates, level and verdicts are those of the"
        " whole tree. A finding outside the change may still come from it."
    )


def _about_policy(policy: PolicyRef, snapshot: Snapshot) -> Iterator[str]:
    for less in policy.weaker:
        yield f"The policy {policy.name!r} is weaker than the default: it {less}."
    if inside := [e.path for e in snapshot.entries if e.sha256 == policy.sha256]:
        yield (
            f"The policy {policy.name!r} is a file of the audited tree, {inside[0]!r}: who writes"
            " the code wrote the rules. It was obeyed because the operator named it."
        )


def _about_model(model: ModelReading | None) -> Iterator[str]:
    if model is None or not model.excerpts:
        yield "Tools only: no model read the code. What needs a reader was not looked at."
    if model is None:
        return
    yield (
        f"The model read {model.excerpts} of {model.eligible} excerpts that its questions fit;"
        f" {len(model.not_asked)} questions are left to a human reader."
    )
    yield "That a model found nothing is not evidence: it passes no gate."
    if model.host and not is_here(urlsplit(model.host).hostname or ""):
        yield f"The model ran on another machine, {model.host!r}, which the operator named."
    if model.stopped:
        yield f"The reading stopped early: {model.stopped}."


def _about_identity(snapshot: Snapshot) -> Iterator[str]:
    git = snapshot.git
    if not git.commit:
        yield f"No commit is stated: {git.reason}. The tree digest is the identity."


def _about_reading(snapshot: Snapshot) -> Iterator[str]:
    left = [e for e in snapshot.entries if e.fate is not Fate.READ]
    if left:
        yield f"{len(left)} of {len(snapshot.entries)} paths were not or only partly read."
    if unscanned := snapshot.manifest.unscanned:
        n = len(unscanned)
        yield f"Secrets could not be looked for in {n} files; their quotes are withheld."


def _about_gate(gate: GateResult) -> Iterator[str]:
    if not gate.checks and gate.status is not Status.PASS:
        yield f"{gate.gate} {gate.title} was not looked at: {gate.reason}."
    for check in gate.checks:
        if check.status is CheckStatus.UNAVAILABLE:
            yield f"{gate.gate}, {check.check}: {check.message}."
