"""Collectors of gate G11: CI tests every change, the image runs safely, the tree is portable."""

from seatrial.evidence.collectors.delivery import (
    ci_bounded,
    ci_present,
    ci_runs_tests,
    container_ignore,
    container_non_root,
    deploy_gated,
    healthcheck,
    image_slim,
    migrations_reversible,
    migrations_safe,
    migrations_undo,
    no_privileged_containers,
    no_secrets_in_image,
    portable_dependencies,
    portable_paths,
    resource_limits,
    scripts_stop_on_failure,
    terraform_state_remote,
)
from seatrial.evidence.survey import Collector

DELIVERY: tuple[Collector, ...] = (
    ci_bounded,
    ci_present,
    ci_runs_tests,
    container_ignore,
    container_non_root,
    deploy_gated,
    healthcheck,
    image_slim,
    migrations_reversible,
    migrations_safe,
    migrations_undo,
    no_privileged_containers,
    no_secrets_in_image,
    portable_dependencies,
    portable_paths,
    resource_limits,
    scripts_stop_on_failure,
    terraform_state_remote,
)
