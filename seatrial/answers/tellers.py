"""Who tells which fact, and the sheet that all of them fill."""

from collections.abc import Mapping

from seatrial.answers.known import Known, Teller, Told
from seatrial.answers.model import Sentence
from seatrial.answers.sheet import WHOLE, Sheet
from seatrial.answers.tell.checks import of_check
from seatrial.answers.tell.continuous import ci, ci_tests
from seatrial.answers.tell.licences import licence
from seatrial.answers.tell.suites import test_count
from seatrial.answers.topics import Topic, topics

TELLERS: Mapping[str, Teller] = {
    "licence": licence,
    "ci": ci,
    "ci-tests": ci_tests,
    "test-count": test_count,
}


def sheet_of(known: Known, *, run: str = "", notes: tuple[str, ...] = ()) -> Sheet:
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
        notes=notes,
    )


def _told(known: Known, topic: Topic) -> Told:
    if not topic.checks:
        return TELLERS[topic.id](known)
    return {WHOLE: [s for check in topic.checks for s in of_check(known, check)]}


def _kept(told: Told) -> dict[str, tuple[Sentence, ...]]:
    """Only what has proof: a sentence without place and evidence is never told."""
    proven = {s: tuple(x for x in said if x.places or x.evidence) for s, said in told.items()}
    return {subject.lower(): said for subject, said in proven.items() if said}


def _names(known: Known) -> tuple[str, ...]:
    """What people call the project: its folder's name and those that manifests give it."""
    inventory = known.survey.inventory
    manifests = [r.name for r in inventory.manifests if r.name] if inventory else []
    return tuple(dict.fromkeys([known.survey.snapshot.manifest.name, *manifests]))
