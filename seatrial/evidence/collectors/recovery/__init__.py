"""Collectors of gate G4: the program recovers by itself, and people know how to help it.

Bounded retries, back-off, timeouts and swallowed errors are rules of `evidence/python/rules`.
"""

from seatrial.evidence.collectors.recovery import (
    chaos_scenarios,
    graceful_shutdown,
    restore_tested,
    rollback_documented,
    signals_reach_program,
)
from seatrial.evidence.survey import Collector

RECOVERY: tuple[Collector, ...] = (
    chaos_scenarios,
    graceful_shutdown,
    restore_tested,
    rollback_documented,
    signals_reach_program,
)
