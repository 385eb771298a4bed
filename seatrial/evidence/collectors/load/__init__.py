"""Collectors of G2 and G3: is there something that can measure latency and errors?"""

from seatrial.evidence.collectors.load import (
    error_limit_stated,
    harness_present,
    soak_profile,
    target_stated,
)
from seatrial.evidence.survey import Collector

LOAD: tuple[Collector, ...] = (harness_present, error_limit_stated, soak_profile, target_stated)
