"""Collectors of gate G1: a suite that exists, can fail, is not switched off and sees everything."""

from seatrial.evidence.collectors.tests import (
    asserting,
    collected,
    coverage_limited,
    coverage_whole,
    imports_resolve,
    modules_reached,
    none_skipped,
    patches_reach,
    present,
)
from seatrial.evidence.survey import Collector

TESTS: tuple[Collector, ...] = (
    asserting,
    collected,
    coverage_limited,
    coverage_whole,
    imports_resolve,
    modules_reached,
    none_skipped,
    patches_reach,
    present,
)
