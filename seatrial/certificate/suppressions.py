"""Which findings a person waived or dismissed, and the reason given."""

from collections.abc import Sequence
from datetime import date

from seatrial.evidence.finding import Finding
from seatrial.gates.model import Acts


def suppressed(findings: Sequence[Finding], acts: Acts, on: date) -> dict[str, str] | None:
    """Reason by fingerprint; None when no act speaks of a finding. A waiver ends with its day."""
    if not acts.waivers and not acts.rulings:
        return None
    waived = {
        w.target: f"waived by {w.owner} until {w.until}: {w.reason}"
        for w in acts.waivers
        if w.until >= on
    }
    dismissed = {
        r.finding: f"dismissed by {r.by}: {r.reason}" for r in acts.rulings if not r.confirmed
    }
    told = {}
    for f in findings:
        reasons = (dismissed.get(f.fingerprint), *map(waived.get, (f.fingerprint, f.rule, f.gate)))
        if reason := next(filter(None, reasons), None):
            told[f.fingerprint] = reason
    return told
