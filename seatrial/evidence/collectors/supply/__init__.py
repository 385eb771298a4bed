"""Collectors of gate G9: locked, pinned, licensed, known content."""

from seatrial.evidence.collectors.supply import (
    actions_pinned,
    ci_images_pinned,
    dependencies_declared,
    dependencies_used,
    from_registry,
    hashes_present,
    images_pinned,
    licences_compatible,
    lock_agrees,
    locked,
    no_binaries,
    no_dangerous_workflow,
    no_install_scripts,
    no_remote_scripts,
    ranges_bounded,
    registries_encrypted,
    terraform_pinned,
    token_permissions,
)
from seatrial.evidence.survey import Collector

SUPPLY: tuple[Collector, ...] = (
    actions_pinned,
    ci_images_pinned,
    dependencies_declared,
    dependencies_used,
    from_registry,
    hashes_present,
    images_pinned,
    licences_compatible,
    lock_agrees,
    locked,
    no_binaries,
    no_dangerous_workflow,
    no_remote_scripts,
    terraform_pinned,
    no_install_scripts,
    ranges_bounded,
    registries_encrypted,
    token_permissions,
)
