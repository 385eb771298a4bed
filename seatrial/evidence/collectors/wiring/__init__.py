"""Collectors of gate G10: the parts of the program fit together."""

from seatrial.evidence.collectors.wiring import (
    imports_resolve,
    no_cycles,
    no_duplicates,
    no_fixme,
    no_orphans,
    no_stubs,
    parses,
)
from seatrial.evidence.survey import Collector

WIRING: tuple[Collector, ...] = (
    imports_resolve,
    no_cycles,
    no_duplicates,
    no_fixme,
    no_orphans,
    no_stubs,
    parses,
)
