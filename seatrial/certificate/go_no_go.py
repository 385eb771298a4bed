"""The strict reading of a certificate: what is pending blocks, as on the day of a launch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seatrial.certificate.model import Certificate
from seatrial.errors import UsageError
from seatrial.gates.model import GateResult, Status, Verdict
from seatrial.gates.verdict import verdict


@dataclass(frozen=True)
class GoNoGo:
    """`strict` is the verdict when a needed gate that is PENDING or held counts as REJECTED."""

    environment: str
    issued: Verdict
    strict: Verdict
    gates: Sequence[GateResult]

    @property
    def blocking(self) -> list[GateResult]:
        return [g for g in self.gates if _blocks(g)]


def go_no_go(certificate: Certificate, environment: str) -> GoNoGo:
    """Raises UsageError when the certificate knows no such environment."""
    if environment not in certificate.environments:
        known = ", ".join(certificate.environments)
        raise UsageError(f"no environment {environment!r} in the certificate; known: {known}")
    gates = {g.gate: g for g in certificate.gates}
    needed = [gates[g] for g in certificate.environments[environment]]
    strict = Verdict.REJECTED if any(map(_blocks, needed)) else verdict(needed)
    return GoNoGo(environment, certificate.verdicts[environment], strict, needed)


def _blocks(gate: GateResult) -> bool:
    return gate.status in (Status.FAIL, Status.PENDING) or gate.held


def lines_of(decided: GoNoGo) -> Iterator[str]:
    """The outcome, then gate by gate what blocks it and what closes it."""
    blocking = decided.blocking
    word = {Verdict.APPROVED: "GO", Verdict.CONDITIONAL: "GO WITH WAIVERS"}
    yield (
        f"{decided.environment}: {word.get(decided.strict, 'NO-GO')}; strictly {decided.strict},"
        f" as issued {decided.issued}; {len(blocking)} of {len(decided.gates)} needed gates block"
    )
    for gate in decided.gates:
        held = " (held)" if gate.held else ""
        yield f"{gate.gate:<4}{gate.status + held:<15}{gate.title}: {gate.reason}"
        if gate in blocking:
            yield from _closing(gate)


def _closing(gate: GateResult) -> Iterator[str]:
    for need in gate.needs:
        command = f": {need.command}" if need.command else ""
        yield f"      {need.check}: {need.what} Given by {need.given_by}{command}"
    if not gate.needs:
        yield "      the certificate names nothing that closes it"
