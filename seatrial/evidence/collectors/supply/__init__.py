"""Collectors of gate G9: locked, pinned, licensed, known content."""

from seatrial.evidence.collectors.supply import (
    actions_pinned,
    ci_images_pinned,
    dependencies_declared,
    images_pinned,
    locked,
    no_binaries,
    no_dangerous_workflow,
    no_remote_scripts,
    terraform_pinned,
    token_permissions,
)
from seatrial.evidence.survey import Collector

SUPPLY: tuple[Collector, ...] = (
    actions_pinned,
    ci_images_pinned,
    dependencies_declared,
    images_pinned,
    locked,
    no_binaries,
    no_dangerous_workflow,
    no_remote_scripts,
    terraform_pinned,
    token_permissions,
)
