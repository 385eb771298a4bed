"""Collectors of gate G6: whoever runs the service can see what it does."""

from seatrial.evidence.collectors.observability import (
    health_endpoint,
    level_configurable,
    logging_used,
    metrics_endpoint,
    no_print,
    structured_logs,
)
from seatrial.evidence.survey import Collector

OBSERVABILITY: tuple[Collector, ...] = (
    health_endpoint,
    level_configurable,
    logging_used,
    metrics_endpoint,
    no_print,
    structured_logs,
)
