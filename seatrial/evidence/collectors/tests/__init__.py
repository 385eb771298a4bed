"""Collectors of gate G1: a suite that exists, can fail, and is not switched off."""

from seatrial.evidence.collectors.tests import asserting, imports_resolve, none_skipped, present
from seatrial.evidence.survey import Collector

TESTS: tuple[Collector, ...] = (
    asserting,
    imports_resolve,
    none_skipped,
    present,
)
