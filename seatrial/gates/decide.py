"""Decides each gate: tools can fail it, a model can only hold it, nothing but evidence passes it.

PASS is the last line of `_status`, reached only when everything needed was seen to hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from seatrial.evidence.finding import Finding, Source, Standing
from seatrial.evidence.model import Check, Evidence, Severity, Tier
from seatrial.gates.establish import establish
from seatrial.gates.model import (
    Acts,
    Attestation,
    CheckResult,
    CheckStatus,
    GateResult,
    Need,
    Status,
    Waiver,
    direct_of,
)
from seatrial.gates.policy import GatePolicy, Limit, Policy

_DONE = (CheckStatus.HOLDS, CheckStatus.NOT_APPLICABLE)
# What a person's confirmation turns into a failure. Of these only the verified hold a gate.
_RULED = (Standing.VERIFIED, Standing.UNSTABLE)


@dataclass(frozen=True)
class Bench:
    """Everything that gates are decided from, and nothing else. `on` is the date of deciding;
    `roll` counts the observations that the run made (see `roll_of`)."""

    checks: Mapping[str, Check]
    evidence: Sequence[Evidence]
    roll: Mapping[str, int]
    findings: Sequence[Finding] = ()
    acts: Acts = Acts()
    on: date = date.min

    @property
    def in_date(self) -> tuple[Waiver, ...]:
        return tuple(w for w in self.acts.waivers if self.on <= w.until)

    def waived(self, target: str) -> bool:
        return any(w.target == target for w in self.in_date)

    def attested(self, target: str) -> Attestation | None:
        return next((a for a in self.acts.attestations if a.target == target), None)

    @property
    def without_waivers(self) -> "Bench":
        return replace(self, acts=self.acts.model_copy(update={"waivers": ()}))


def decide(policy: Policy, bench: Bench) -> list[GateResult]:
    """Every gate of the policy, in its order."""
    return [_decide_gate(gate, rules, bench) for gate, rules in policy.gates.items()]


def _decide_gate(gate: str, rules: GatePolicy, bench: Bench) -> GateResult:
    checks = [c for c in bench.checks.values() if c.gate == gate]
    results = [
        _waived(_attested(establish(c, bench.evidence, bench.roll), c, bench), c, bench)
        for c in checks
    ]
    limits = [_Measured(limit, *_measure(limit, bench.evidence)) for limit in rules.limits]
    judged = _Judged(gate, rules, results, limits, bench)
    status, reason = judged.status()
    waivers = sum(r.waived for r in results) + bench.waived(gate)
    if status in (Status.FAIL, Status.PENDING) and bench.waived(gate):
        status, reason = Status.WAIVED, f"waived by a person, though: {reason}"
    held_by = judged.held_by
    return GateResult(
        gate=gate,
        title=rules.title,
        requirement=rules.requirement,
        target=rules.target,
        status=status,
        reason=reason,
        metric=", ".join(m.shown for m in limits if m.value is not None),
        held=bool(held_by),
        held_by=held_by,
        checks=tuple(results),
        evidence=tuple(sorted({i for r in results for i in r.evidence})),
        needs=() if status in (Status.PASS, Status.NOT_APPLICABLE) else judged.needs(),
        waivers=waivers,
        direct=direct_of(results),
        unwaived=_decide_gate(gate, rules, bench.without_waivers).status if waivers else None,
    )


def _attested(result: CheckResult, check: Check, bench: Bench) -> CheckResult:
    """A person's word fills a gap that only a run can fill; it never outweighs what a tool saw,
    and what was brought and taken away is no gap."""
    said = bench.attested(check.id) or (bench.attested(check.gate) if result.weighs else None)
    if said is None or check.tier is not Tier.EXECUTED or result.status is not CheckStatus.MISSING:
        return result
    message = f"attested by {said.by} with {said.evidence!r} (SHA-256 {said.sha256[:12]}…)"
    word = {"status": CheckStatus.HOLDS, "message": message, "attested": True}
    return result.model_copy(update=word)


def _waived(result: CheckResult, check: Check, bench: Bench) -> CheckResult:
    """Waived as a whole, or because every failing place of it is, all of them in view."""
    if result.status in _DONE:
        return result
    failing = [f for f in bench.findings if f.rule == check.id and f.source is Source.TOOL]
    every = bool(failing) and all(bench.waived(f.fingerprint) for f in failing)
    seen = result.status is CheckStatus.FAILS and not result.partial
    waived = bench.waived(check.id) or (seen and every)
    return result.model_copy(update={"waived": waived})


@dataclass(frozen=True)
class _Measured:
    limit: Limit
    value: float | None
    evidence: str

    @property
    def missed(self) -> bool:
        return self.value is not None and not self.limit.met(self.value)

    @property
    def unknown(self) -> bool:
        return self.value is None and not self.limit.optional

    @property
    def shown(self) -> str:
        value = "not measured" if self.value is None else f"{self.value:g} {self.limit.unit}"
        return f"{self.limit.name} {value}"


def _measure(limit: Limit, evidence: Sequence[Evidence]) -> tuple[float | None, str]:
    """The worst executed measurement of a limit's metric, and the evidence that gives it."""
    values = [
        (e.metric[limit.metric], e.id)
        for e in evidence
        if e.check == limit.check and e.tier is Tier.EXECUTED and limit.metric in e.metric
    ]
    worst = min if limit.at_least is not None else max
    return worst(values, default=(None, ""))


@dataclass(frozen=True)
class _Judged:
    gate: str
    rules: GatePolicy
    checks: Sequence[CheckResult]
    limits: Sequence[_Measured]
    bench: Bench

    def status(self) -> tuple[Status, str]:
        """The gate's status and why. The order of the lines is the rule."""
        weighed = [c for c in self.checks if c.weighs]
        open_ = [c for c in weighed if c.status not in _DONE and not self._tolerated(c)]
        open_.sort(key=lambda c: -c.severity.rank)
        missed = [f"{m.shown}, target {m.limit.bound}" for m in self.limits if m.missed]
        if failed := [*self._confirmed, *self._failed(open_), *missed]:
            return Status.FAIL, _and_more(failed)
        unmet = [c for c in open_ if not c.waived]
        if unmet:
            return Status.PENDING, _and_more([_open_reason(c) for c in unmet])
        if not weighed:
            return self._unchecked()
        waived = {c.check for c in open_}
        if unknown := [
            m.limit.name for m in self.limits if m.unknown and m.limit.check not in waived
        ]:
            return Status.PENDING, f"not measured: {', '.join(unknown)}"
        if open_:
            return Status.WAIVED, f"waived: {', '.join(c.check for c in open_)}"
        if all(c.status is CheckStatus.NOT_APPLICABLE for c in weighed):
            return Status.NOT_APPLICABLE, "nothing here that it could judge"
        if self.held_by:
            return Status.PENDING, f"held by {', '.join(self.held_by)} until a person rules on it"
        return Status.PASS, f"{len(weighed)} checks established"

    def _unchecked(self) -> tuple[Status, str]:
        said = self.bench.attested(self.gate)
        if said is None:
            return Status.PENDING, "this version of Seatrial has no check for it"
        if self.held_by:
            return Status.PENDING, f"held by {', '.join(self.held_by)} until a person rules on it"
        return Status.PASS, f"attested by {said.by} with {said.evidence!r}"

    def _failed(self, open_: Sequence[CheckResult]) -> list[str]:
        return [
            f"{c.check}: {c.message}"
            for c in open_
            if c.status is CheckStatus.FAILS
            and not c.waived
            and c.severity.rank >= self.rules.fails_at.rank
        ]

    def _tolerated(self, result: CheckResult) -> bool:
        """A mild failure that does not keep the gate from PASS, all of it in view.

        Of a check that only informs, nothing does but evidence that was taken away: a gate must
        not depend on a tool that people may have or not. Levels still ask for it.
        """
        if self.bench.checks[result.check].severity is Severity.INFO:
            return result.status in (CheckStatus.FAILS, CheckStatus.UNAVAILABLE) and not result.cut
        mild = result.severity.rank <= self.rules.tolerates.rank
        return result.status is CheckStatus.FAILS and mild and not result.partial

    @property
    def _model_findings(self) -> list[Finding]:
        return [
            f
            for f in self.bench.findings
            if f.source is Source.MODEL and f.gate == self.gate and f.standing in _RULED
        ]

    @property
    def _confirmed(self) -> list[str]:
        return [f"{f.id} confirmed: {f.claim}" for f in self._model_findings if self._ruled(f)]

    @property
    def held_by(self) -> tuple[str, ...]:
        """Verified model findings of high severity that no person has ruled on."""
        high = Severity.HIGH.rank
        verified = (f for f in self._model_findings if f.standing is Standing.VERIFIED)
        waiting = (f for f in verified if self._ruled(f) is None)
        return tuple(f.id for f in waiting if f.severity.rank >= high)

    def _ruled(self, finding: Finding) -> bool | None:
        """Confirmed, dismissed, or None when nobody has ruled. A confirmation outweighs."""
        rulings = [r.confirmed for r in self.bench.acts.rulings if r.finding == finding.fingerprint]
        return any(rulings) if rulings else None

    def needs(self) -> tuple[Need, ...]:
        """What would close the gate, in the order of its checks."""
        open_ = [c for c in self.checks if c.status not in _DONE and not c.waived]
        needs = [self._need(c) for c in open_ if c.weighs]
        for m in self.limits:
            if m.missed:
                what = f"Bring {m.limit.name} to {m.limit.bound} and measure again."
                needs.append(self._measure_again(m.limit, what))
        for finding in self.held_by:
            what = f"Rule on {finding}: confirm it or dismiss it."
            needs.append(Need(check=finding, what=what, given_by="a trusted person"))
        if not self.checks:
            what = "Read it by hand and judge it."
            needs.append(Need(check=self.gate, what=what, given_by="a release manager"))
        return tuple(needs)

    def _need(self, result: CheckResult) -> Need:
        check = self.bench.checks[result.check]
        what = check.remedy
        if result.status is CheckStatus.UNAVAILABLE:
            what = f"{check.remedy} ({result.message})"
        return Need(check=check.id, what=what, given_by=check.given_by, command=check.closes)

    def _measure_again(self, limit: Limit, what: str) -> Need:
        check = self.bench.checks[limit.check]
        return Need(check=check.id, what=what, given_by=check.given_by, command=check.closes)


def _open_reason(result: CheckResult) -> str:
    if result.status is CheckStatus.FAILS:
        return f"{result.check}: {result.message} (minor: fix it, or a person waives it)"
    if result.status is CheckStatus.MISSING and result.executed:
        return f"{result.check}: no executed result was imported"
    return f"{result.check}: {result.message}"


def _and_more(reasons: Sequence[str]) -> str:
    more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
    return reasons[0] + more
