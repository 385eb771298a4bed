"""What changed from run to run, and what of it is a step back."""

from collections import Counter
from collections.abc import Iterator, Sequence

from seatrial.certificate.model import Certificate
from seatrial.certificate.reports.document import Cell, Table, mark, say, table
from seatrial.certificate.reports.told import LastSigned, Material, stand
from seatrial.evidence.finding import Finding
from seatrial.evidence.model import Severity
from seatrial.gates.model import GateResult, Level, Status, Verdict
from seatrial.gates.policy import Policy

MOST_RUNS = 20
_STATUS = (Status.FAIL, Status.PENDING, Status.WAIVED, Status.PASS)
_VERDICT = (Verdict.REJECTED, Verdict.CONDITIONAL, Verdict.APPROVED)


def runs(m: Material) -> Table:
    """One row a run, the oldest first; at most the last `MOST_RUNS`."""
    rows = [_row(e.run, e.certificate, signed=bool(e.signers)) for e in m.earlier[-MOST_RUNS + 1 :]]
    columns = "Run | Date | Level | Production | Pass | Fail | Pending | Critical, high | Findings"
    return table(
        f"{columns} | Lines | Signed",
        [*rows, _row(f"{m.c.run.run} (this one)", m.c, signed=bool(m.signers))],
    )


def _row(name: str, c: Certificate, *, signed: bool) -> Sequence[Cell]:
    gates = Counter(g.status for g in c.gates)
    grave = sum(f.severity.rank >= Severity.HIGH.rank for f in c.findings)
    verdict = c.verdicts.get("production", "")
    numbers = (
        gates[Status.PASS], gates[Status.FAIL], gates[Status.PENDING], grave, len(c.findings),
        c.repository.lines,
    )  # fmt: skip
    first = (say(name), say(c.decided_on), mark(c.level), mark(verdict) if verdict else say(""))
    return (*first, *(say(n) for n in numbers), say("yes" if signed else "no"))


def gates_moved(before: Certificate, now: Certificate) -> Table:
    """Gates that stand otherwise than before."""
    then = {g.gate: g for g in before.gates}
    rows = [
        (say(f"{g.gate} {g.title}"), mark(stand(then[g.gate])), mark(stand(g)), say(g.reason))
        for g in now.gates
        if g.gate in then and stand(then[g.gate]) != stand(g)
    ]
    return table("Gate | Before | Now | Why", rows)


def findings_moved(before: Certificate, now: Certificate) -> tuple[list[Finding], list[Finding]]:
    """Those that were not there before, and those that are not seen again."""
    then, here = ({f.fingerprint: f for f in c.findings} for c in (before, now))
    new = [f for key, f in here.items() if key not in then]
    return new, [f for key, f in then.items() if key not in here]


def regressions(before: Certificate, now: Certificate) -> Iterator[str]:
    """What stands worse than in `before`, in plain words; nothing when nothing does."""
    levels = list(Level)
    if levels.index(now.level) < levels.index(before.level):
        yield f"the level was {before.level} and is {now.level}"
    for name, verdict in before.verdicts.items():
        if name not in now.verdicts:
            yield f"environment {name} had a verdict, {verdict}, and has none"
        elif _VERDICT.index(now.verdicts[name]) < _VERDICT.index(verdict):
            yield f"{name} was {verdict} and is {now.verdicts[name]}"
    gates = {g.gate: g for g in now.gates}
    for gate in before.gates:
        if gate.gate not in gates:
            yield f"{gate.gate} {gate.title} was judged and is not any more"
        elif _rank(gates[gate.gate]) < _rank(gate):
            yield f"{gate.gate} {gate.title} was {stand(gate)} and is {stand(gates[gate.gate])}"


def refused(policy: Policy, signed: LastSigned, now: Certificate) -> list[str]:
    """Why the policy refuses `now`: it steps back from what was signed, or what was signed last is
    not here to be compared with. Nothing when the policy asks for none of it."""
    if not policy.levels.refuse_regression:
        return []
    before = signed.certificate
    return [*signed.lost, *(regressions(before, now) if before else ())]


def _rank(gate: GateResult) -> tuple[int, bool]:
    """NOT_APPLICABLE stands with PASS: nothing of it is open."""
    known = Status.PASS if gate.status is Status.NOT_APPLICABLE else gate.status
    return _STATUS.index(known), not gate.held
