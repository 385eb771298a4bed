"""Who uses it may: the text of a licence stands at the top level."""

import re
from collections.abc import Iterator

from seatrial.evidence.collectors.docs.licences import (
    OWN,
    SEARCHED,
    LicenceText,
    licence_entries,
    licence_texts,
)
from seatrial.evidence.manifests import read_manifests
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="docs.licence-file",
    statement="The text of a licence stands at the top level",
    gate="G8",
    severity=Severity.HIGH,
    remedy="Add the licence's full text as LICENSE at the top level.",
    effort="S",
    maps=("OSPS-LE-03.01", "Scorecard:License"),
)
_FEWEST_WORDS = 12
_PROMISES = re.compile(r"(^|[\s(/])(licen[cs]e|copying)(\.\w+)?$", re.IGNORECASE)


def collect(survey: Survey) -> list[Evidence]:
    texts = licence_texts(survey)
    if known := [t for t in texts if t.licence]:
        return [_held(survey, known)]
    if unread := [e for e in licence_entries(survey) if not e.text]:
        reasons = (f"{e.path!r} was not read: {e.reason}" for e in unread)
        return [survey.unavailable(CHECK, reason) for reason in reasons]
    if texts:
        return [_unknown(survey, text) for text in texts]
    spots = tuple(_promises(survey))
    message = "no licence file at the top level"
    if spots:
        message += f", though {spots[0].path!r} names one"
    return [survey.fails(CHECK, message, *spots, searched=SEARCHED)]


def _held(survey: Survey, known: list[LicenceText]) -> Evidence:
    named = ", ".join(f"{t.path!r} is {t.licence}" for t in known)
    if all(t.licence == OWN for t in known):
        named += ": a person must judge them"
    return survey.holds(CHECK, named, *(Spot(t.path, 1) for t in known))


def _unknown(survey: Survey, text: LicenceText) -> Evidence:
    if text.words < _FEWEST_WORDS:
        message = f"{text.path!r} holds {text.words} words, no licence"
        return survey.fails(CHECK, message, Spot(text.path, 1))
    message = f"{text.path!r} is no licence known here: a person must read it"
    return survey.unavailable(CHECK, message, Spot(text.path, 1))


def _promises(survey: Survey) -> Iterator[Spot]:
    """Lines that say there is a licence file: links to one, and the manifests' fields."""
    for path, document in survey.documents.items():
        lines = {ln.line for ln in document.links if _PROMISES.search(ln.target.split("#")[0])}
        yield from (Spot(path, line) for line in sorted(lines) if not _external(survey, path, line))
    project = survey.project
    for stated in (project.licence_file, project.licence) if project else ():
        if project and stated:
            yield Spot(project.path, stated.line)
    for manifest in read_manifests(survey.snapshot):
        if manifest.licence:
            yield Spot(manifest.path, manifest.licence.line)


def _external(survey: Survey, path: str, line: int) -> bool:
    links = [ln for ln in survey.documents[path].links if ln.line == line]
    return all("://" in ln.target for ln in links)
