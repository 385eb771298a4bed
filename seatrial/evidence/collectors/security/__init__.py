"""Collectors of gate G5 that read documents, comments and infrastructure; what reads code are
rules and tools."""

from seatrial.evidence.collectors.security import (
    no_open_ingress,
    no_public_storage,
    policy,
    storage_encrypted,
    suppressions_listed,
)
from seatrial.evidence.survey import Collector

SECURITY: tuple[Collector, ...] = (
    no_open_ingress,
    no_public_storage,
    policy,
    storage_encrypted,
    suppressions_listed,
)
