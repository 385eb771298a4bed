"""Every check that Seatrial knows, by id: from collectors, Python rules, tool tables, importers."""

from collections.abc import Mapping
from functools import cache

from seatrial.evidence.collectors import COLLECTORS
from seatrial.evidence.importers import EXECUTED
from seatrial.evidence.model import Check
from seatrial.evidence.python.rules import RULES
from seatrial.evidence.tools.table import TOOL_CHECKS


@cache
def catalogue() -> Mapping[str, Check]:
    """Check by id, in the order of their ids. Raises ValueError when two share an id."""
    checks = [
        *(c.CHECK for c in COLLECTORS),
        *(r.CHECK for r in RULES),
        *TOOL_CHECKS,
        *EXECUTED,
    ]
    by_id = {c.id: c for c in checks}
    if len(by_id) != len(checks):
        twice = sorted({c.id for c in checks if sum(d.id == c.id for d in checks) > 1})
        raise ValueError(f"check ids used twice: {', '.join(twice)}")
    return dict(sorted(by_id.items()))
