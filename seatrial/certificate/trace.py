"""The traceability matrix: each requirement by its checks, their evidence, and its gate."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from seatrial.certificate.model import Certificate
from seatrial.certificate.said import in_date, told_of
from seatrial.escape import csv_cell
from seatrial.evidence.model import Check, Evidence
from seatrial.gates.model import CheckResult, GateResult

COLUMNS = (
    "requirement", "target", "check", "statement", "check status", "evidence", "outcome",
    "observed", "place", "producer", "tier", "findings", "elsewhere", "gate", "gate status", "acts",
)  # fmt: skip
_NOTHING = ("none", "", "", "", "", "")


def trace_csv(c: Certificate, evidence: Sequence[Evidence], checks: Mapping[str, Check]) -> bytes:
    """One row an observation, or one a check that nobody looked at. RFC 4180, UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in trace(c, evidence, checks):
        writer.writerow([csv_cell(cell) for cell in row])
    return text.getvalue().encode()


def trace(
    c: Certificate, evidence: Sequence[Evidence], checks: Mapping[str, Check]
) -> Iterator[tuple[str, ...]]:
    """Rows in the order of the gates, their checks and the evidence ids."""
    observed, findings = {e.id: e for e in evidence}, defaultdict(list)
    for f in c.findings:
        for name in f.evidence:
            findings[name].append(f)
    acts = _acts(c)
    for gate in c.gates:
        of_gate = acts[gate.gate]
        for result in gate.checks:
            check = checks.get(result.check)
            maps = ", ".join(check.maps) if check else ""
            for name in result.evidence or ("",):
                seen = _observation(name, observed.get(name))
                found = findings.get(name, ())
                ids, prints = ", ".join(f.id for f in found), [f.fingerprint for f in found]
                said = [*of_gate, *acts[result.check], *(a for p in prints for a in acts[p])]
                stand = (maps, gate.gate, _stand(gate), "; ".join(said))
                yield (*_asked(gate, result), *seen, ids, *stand)
        if not gate.checks:
            stand = ("", gate.gate, _stand(gate), "; ".join(of_gate))
            yield (*_asked(gate, None), *_NOTHING, "", *stand)


def _acts(c: Certificate) -> defaultdict[str, list[str]]:
    """What people did, in words, by gate, check or fingerprint."""
    told = defaultdict(list)
    for logged in c.acts:
        ended = "" if in_date(logged.act, c.decided_on) else " (ended)"
        told[logged.act.target].append(f"{told_of(logged)}{ended}")
    return told


def _asked(gate: GateResult, result: CheckResult | None) -> tuple[str, ...]:
    if result is None:
        return gate.requirement, gate.target, "", "no check in this version", ""
    return gate.requirement, gate.target, result.check, result.statement, str(result.status)


def _observation(name: str, e: Evidence | None) -> tuple[str, ...]:
    if e is None:
        return (name or "none", *_NOTHING[1:])
    at = f"{e.places[0].path}:{e.places[0].line_start}" if e.places else ""
    producer = f"{e.producer.name} {e.producer.version}".strip()
    return e.id, str(e.outcome), e.message, at, producer, str(e.tier)


def _stand(gate: GateResult) -> str:
    return f"{gate.status} (held)" if gate.held else str(gate.status)
