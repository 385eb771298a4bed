"""Collectors of gate G8: the documents are there, say what is true and lead somewhere."""

from seatrial.evidence.collectors.docs import (
    anchors_resolve,
    api,
    changelog,
    commands_exist,
    env_documented,
    licence_agrees,
    licence_file,
    links_resolve,
    quickstart,
    readme,
    runbook,
    versions_agree,
)
from seatrial.evidence.survey import Collector

DOCS: tuple[Collector, ...] = (
    anchors_resolve,
    api,
    changelog,
    commands_exist,
    env_documented,
    licence_agrees,
    licence_file,
    links_resolve,
    quickstart,
    readme,
    runbook,
    versions_agree,
)
