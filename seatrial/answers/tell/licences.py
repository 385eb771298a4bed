"""Which licence the repository ships, and whether its manifest says the same."""

from collections.abc import Iterator

from seatrial.answers.known import Known, Told
from seatrial.answers.model import Sentence
from seatrial.answers.sheet import WHOLE
from seatrial.answers.tell.checks import of_check
from seatrial.evidence.manifests import read_manifests
from seatrial.evidence.model import Outcome
from seatrial.evidence.survey import Spot
from seatrial.gates.model import CheckStatus


def licence(known: Known) -> Told:
    shipped = known.of("docs.licence-file", Outcome.HOLDS)
    told = [known.quoting(f"{e.message}.", e.places, [e]) for e in shipped]
    told = told or list(of_check(known, "docs.licence-file"))
    told += _of_manifests(known)
    if known.established("docs.licence-agrees").status is CheckStatus.FAILS:
        told += of_check(known, "docs.licence-agrees")
    return {WHOLE: told}


def _of_manifests(known: Known) -> Iterator[Sentence]:
    project, others = known.survey.project, read_manifests(known.survey.snapshot)
    stated = [(project.path, project.licence)] if project else []
    for path, licence in [*stated, *((m.path, m.licence) for m in others)]:
        if licence:
            text = f"'{path}' states the licence {licence.value[:80]!r}."
            yield known.say(text, Spot(path, licence.line))
