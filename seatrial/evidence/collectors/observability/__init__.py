"""Collectors of gate G6: whoever runs the service can see what it does.

What must not be seen in a log is a rule of `evidence/python/rules`.
"""

from seatrial.evidence.collectors.observability import (
    alerts_defined,
    correlation_id,
    dashboards,
    health_endpoint,
    level_configurable,
    logging_used,
    metrics_endpoint,
    no_print,
    objectives_stated,
    structured_logs,
)
from seatrial.evidence.survey import Collector

OBSERVABILITY: tuple[Collector, ...] = (
    alerts_defined,
    correlation_id,
    dashboards,
    health_endpoint,
    level_configurable,
    logging_used,
    metrics_endpoint,
    no_print,
    objectives_stated,
    structured_logs,
)
