"""Who tells which fact, and the sheet that all of them fill."""

from collections.abc import Mapping

from seatrial.answers.known import Known, Teller, Told
from seatrial.answers.model import Sentence
from seatrial.answers.sheet import WHOLE, Sheet
from seatrial.answers.tell import (
    continuous,
    findings,
    gates,
    images,
    licences,
    packages,
    standing,
    starts,
    stores,
    suites,
    trees,
    variables,
    versions,
)
from seatrial.answers.tell.checks import of_checks
from seatrial.answers.topics import Topic, topics

TELLERS: Mapping[str, Teller] = {
    "gates": gates.gates,
    "gate": gates.gate,
    "gate-needs": gates.gate_needs,
    "ready": standing.ready,
    "level": standing.level,
    "findings": findings.findings,
    "findings-in": findings.findings_in,
    "licence": licences.licence,
    "ci": continuous.ci,
    "pinned-actions": continuous.pinned_actions,
    "test-count": suites.test_count,
    "test-framework": suites.test_framework,
    "coverage": suites.coverage,
    "dependencies": packages.dependencies,
    "lock-file": packages.lock_file,
    "package": packages.package,
    "container-user": images.container_user,
    "base-image": images.base_image,
    "ports": images.ports,
    "project-version": versions.project_version,
    "python-version": versions.python_version,
    "node-version": versions.node_version,
    "go-version": versions.go_version,
    "rust-version": versions.rust_version,
    "entry-points": starts.entry_points,
    "variables": variables.variables,
    "variable": variables.variable,
    "database": stores.database,
    "migrations": stores.migrations,
    "size": trees.size,
    "commit": trees.commit,
    "not-read": trees.not_read,
}


def sheet_of(known: Known, *, run: str = "", judged_by: str = "") -> Sheet:
    """Every fact of one tree."""
    snapshot = known.survey.snapshot
    facts = {topic.id: _kept(_told(known, topic)) for topic in topics().topic}
    return Sheet(
        tree=snapshot.digest,
        commit=known.survey.subject.commit,
        committed_at=snapshot.git.committed_at,
        names=_names(known),
        run=run,
        facts=facts,
        judged_by=(judged_by,) if judged_by else (),
    )


def _told(known: Known, topic: Topic) -> Told:
    if not topic.checks:
        return TELLERS[topic.id](known)
    return {WHOLE: of_checks(known, topic.checks, topic.unless)}


def _kept(told: Told) -> dict[str, tuple[Sentence, ...]]:
    """Only what has proof: a sentence without place and evidence is never told."""
    proven = {s: tuple(x for x in said if x.places or x.evidence) for s, said in told.items()}
    return {subject.lower(): said for subject, said in proven.items() if said}


def _names(known: Known) -> tuple[str, ...]:
    """What people call the project: its folder's name and those that manifests give it."""
    inventory = known.survey.inventory
    manifests = [r.name for r in inventory.manifests if r.name] if inventory else []
    return tuple(dict.fromkeys([known.survey.snapshot.manifest.name, *manifests]))
