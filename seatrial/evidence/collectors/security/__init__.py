"""Collectors of gate G5 that read documents and comments; what reads code are rules and tools."""

from seatrial.evidence.collectors.security import policy, suppressions_listed
from seatrial.evidence.survey import Collector

SECURITY: tuple[Collector, ...] = (policy, suppressions_listed)
