"""Collectors of gate G7: a newcomer can set it up, start it and knows what it needs."""

from seatrial.evidence.collectors.startup import (
    entry_points_resolve,
    env_template,
    ports_agree,
    setup_documented,
    template_complete,
    version_stated,
    versions_agree,
)
from seatrial.evidence.survey import Collector

STARTUP: tuple[Collector, ...] = (
    entry_points_resolve,
    env_template,
    ports_agree,
    setup_documented,
    template_complete,
    version_stated,
    versions_agree,
)
