"""Collectors of gate G4: the program recovers by itself, and people know how to help it.

Bounded retries, timeouts and swallowed errors are rules of `evidence/python/rules`.
"""

from seatrial.evidence.collectors.recovery import graceful_shutdown, rollback_documented
from seatrial.evidence.survey import Collector

RECOVERY: tuple[Collector, ...] = (
    graceful_shutdown,
    rollback_documented,
)
