"""The captain: merges what tools and agents found, and counts what the reading came to."""

from collections.abc import Sequence

from seatrial.evidence.finding import Finding, Source, Standing, where
from seatrial.evidence.model import Place


def merge(tools: Sequence[Finding], agents: Sequence[Finding]) -> tuple[list[Finding], int]:
    """Agents' findings that stand and that no tool made already, sorted; and how many a tool had.

    On the same gate and lines the tool's finding wins: it is evidence.
    """
    kept, had = {}, 0
    for finding in agents:
        if finding.standing is not Standing.VERIFIED:
            continue
        if any(_same(finding, tool) for tool in tools):
            had += 1
            continue
        kept[finding.fingerprint] = finding
    order = sorted(kept.values(), key=lambda f: (-f.severity.rank, f.rule, where(f)))
    return order, had


def _same(finding: Finding, tool: Finding) -> bool:
    return tool.source is Source.TOOL and any(
        _overlap(a, b) and tool.gate == finding.gate for a in finding.places for b in tool.places
    )


def _overlap(a: Place, b: Place) -> bool:
    return a.path == b.path and a.line_start <= b.line_end and b.line_start <= a.line_end
