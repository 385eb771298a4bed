"""How far a certificate may be trusted, and what it cost, as both renderings show it."""

from collections.abc import Mapping
from typing import Any

from seatrial.certificate.model import Certificate


def trust(c: Certificate) -> Mapping[str, Any]:
    """By rule the confidence in its findings, by gate the planted faults found, and the cost."""
    return {
        "stated": {k.rule: k.told for k in c.confidence},
        "detected": {g.gate: g.faults.told for g in c.detection.gates} if c.detection else {},
        "spent": spent(c),
    }


def spent(c: Certificate) -> list[tuple[str, str]]:
    """What the audit cost, each figure with what was measured; nothing where nothing was."""
    cost, tokens = c.run.cost, c.run.tokens
    if cost is None:
        return []
    since = " since it was resumed" if cost.resumed else ""
    model = f", of which the model {tokens.seconds:.1f} s" if tokens else ", no model"
    return [
        ("Time", f"{cost.seconds:.1f} s by the clock{since}, up to the certificate{model}"),
        (
            "Peak memory",
            f"{cost.memory_mib:.0f} MiB of the process, {cost.child_mib:.0f} MiB of its largest"
            " child",
        ),
        ("Disk", f"{cost.run_mib:.1f} MiB for the run, {cost.kept_mib:.1f} MiB kept for the next"),
    ]
