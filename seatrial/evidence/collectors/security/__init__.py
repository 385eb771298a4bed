"""Collectors of gate G5 that read documents; what reads code are rules and tools."""

from seatrial.evidence.collectors.security import policy
from seatrial.evidence.survey import Collector

SECURITY: tuple[Collector, ...] = (policy,)
