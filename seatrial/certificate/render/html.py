"""The certificate as one page that a reviewer looks at: no script, nothing loaded from outside."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from seatrial.certificate.kept import kept
from seatrial.certificate.model import Certificate
from seatrial.certificate.render.board import SEVERITIES, GateView, board
from seatrial.certificate.render.charts import ring, stack
from seatrial.certificate.render.page import render_page
from seatrial.certificate.render.trust import trust
from seatrial.certificate.said import said_of
from seatrial.certificate.signers import ROLES, Signer, as_signed, unsigned
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.gates.model import Level, Status

MOST_LISTED, MOST_LEFT = 5000, 40
_STATUSES = (Status.FAIL, Status.PENDING, Status.WAIVED, Status.PASS, Status.NOT_APPLICABLE)
_LIKELIHOODS = ("high", "medium", "low")


def render_html(
    certificate: Certificate,
    evidence: Sequence[Evidence],
    checks: Mapping[str, Check],
    signers: Sequence[Signer] = (),
) -> str:
    """The whole page. `evidence` is what the certificate rests on, `checks` by id; `signers` are
    those who have signed it."""
    gates = board(certificate, evidence, checks)
    values = {
        "c": as_signed(certificate, signers),
        "signers": signers,
        "unsigned": unsigned(ROLES, signers),
        "said": {key: word.text for key, word in said_of(certificate).items()},
        "gates": gates,
        "arcs": ring(len(gates)),
        "blocking": _blocking(certificate),
        "by_status": _by_status(certificate),
        "findings": certificate.findings[:MOST_LISTED],
        "stands": certificate.since.order if certificate.since else {},
        "levels": list(Level),
        "most_left": MOST_LEFT,
        "kept": kept(certificate),
        **trust(certificate),
        "beside": {f.id for v in gates for f in v.quoted},
        "stack": stack,
        **_charts(certificate, gates),
    }
    return render_page("report.html.j2", values, signed=bool(signers))


def _by_status(c: Certificate) -> dict[str, int]:
    counted = Counter(gate.status for gate in c.gates)
    return {str(s): counted[s] for s in _STATUSES}


def _blocking(c: Certificate) -> dict[str, dict[str, list[str]]]:
    """For each environment the gates that keep it from APPROVED, by what they do."""
    good = (Status.PASS, Status.NOT_APPLICABLE)
    gates = {g.gate: g for g in c.gates}
    told = {}
    for name, needed in c.environments.items():
        failing = [g for g in needed if gates[g].status is Status.FAIL]
        due = [g for g in needed if gates[g].status not in good or gates[g].held]
        told[name] = {"failing:": failing, "waiting:": [g for g in due if g not in failing]}
    return told


def _charts(c: Certificate, gates: Sequence[GateView]) -> dict[str, Any]:
    worst = Counter(str(f.severity) for f in c.findings)
    shown = sum(c.reading.model.lines.values()) if c.reading.model else 0
    return {
        "by_severity": {s: worst[s] for s in SEVERITIES},
        "most_found": max((v.found for v in gates), default=0),
        "read_by": {"model": shown, "tools": c.reading.tools_only},
        "paths": {
            "read": c.reading.read,
            "partly": c.reading.partly,
            "skipped": c.reading.skipped,
        },
        "risk_map": _risk_map(c),
    }


def _risk_map(c: Certificate) -> list[tuple[str, list[tuple[str, int, int]]]]:
    """For each likelihood the impacts from the mildest: name, risks there, heat from 0 to 4."""
    counted = Counter((r.likelihood, r.impact) for r in c.risks)
    rows = []
    for step, likelihood in enumerate(_LIKELIHOODS):
        cells = [
            (str(s), counted[likelihood, s], min(4, max(0, s.rank + 1 - step))) for s in Severity
        ]
        rows.append((likelihood, cells))
    return rows
