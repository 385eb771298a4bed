"""Versions: of the project itself, and of the language that it needs."""

from collections.abc import Iterator

from seatrial.answers.known import Known, Told
from seatrial.answers.model import Sentence
from seatrial.answers.sheet import WHOLE
from seatrial.answers.tell.checks import ended, sentence
from seatrial.evidence.collectors.docs.changelogs import read_changelog
from seatrial.evidence.collectors.pinned_versions import Pinned, pinned
from seatrial.evidence.manifests import Stated, read_manifests
from seatrial.evidence.model import Outcome
from seatrial.evidence.survey import Spot, Survey

_MOST = 8


def project_version(known: Known) -> Told:
    """Every place that states one, where they agree and where they do not."""
    survey = known.survey
    judged = known.of("docs.versions-agree", Outcome.HOLDS, Outcome.FAILS)
    if judged:
        said = [known.quoting(ended(sentence(e.message)), e.places, [e]) for e in judged]
        return {WHOLE: said}
    told = [s for p, v in _manifests(survey) for s in _stated(known, p, v, "version")]
    changelog = read_changelog(survey)
    if changelog and changelog.newest:
        newest = changelog.newest
        pending = ", below a part for what is not released yet" if changelog.pending else ""
        text = f"The newest release in '{changelog.path}' is {newest.text}{pending}."
        told.append(known.say(text, Spot(changelog.path, newest.line)))
    return {WHOLE: told}


def _manifests(survey: Survey) -> list[tuple[str, Stated]]:
    """The main manifest alone: others at the root often carry a stand-in."""
    if survey.project:
        return [(survey.project.path, survey.project.version)]
    return [(m.path, m.version) for m in read_manifests(survey.snapshot)[:1]]


def _stated(known: Known, path: str, stated: Stated, what: str) -> Iterator[Sentence]:
    if stated:
        yield known.say(f"'{path}' states {what} {stated.value!r}.", Spot(path, stated.line))


def python_version(known: Known) -> Told:
    project = known.survey.project
    asked = _stated(known, project.path, project.requires_python, "Python") if project else ()
    return {WHOLE: [*asked, *_pinned(known, "python", "Python")]}


def node_version(known: Known) -> Told:
    return _of_manifest(known, "npm", "Node")


def go_version(known: Known) -> Told:
    return _of_manifest(known, "go", "Go")


def rust_version(known: Known) -> Told:
    return _of_manifest(known, "cargo", "Rust")


def _of_manifest(known: Known, kind: str, name: str) -> Told:
    manifests = [m for m in read_manifests(known.survey.snapshot) if m.ecosystem == kind]
    told = [s for m in manifests for s in _stated(known, m.path, m.language, name)]
    told += _pinned(known, kind, name) if kind != "cargo" else ()
    return {WHOLE: told}


def _pinned(known: Known, kind: str, name: str) -> Iterator[Sentence]:
    """What the image that runs has, what CI tries, what version files say."""
    found = list(pinned(known.survey, kind))
    yield from _listed(known, [p for p in found if p.shipped], f"Shipped images have {name}")
    yield from _listed(known, [p for p in found if p.ci], f"CI uses {name}")
    others = [p for p in found if not p.shipped and not p.ci]
    yield from _listed(known, others, f"Version files state {name}")


def _listed(known: Known, found: list[Pinned], lead: str) -> Iterator[Sentence]:
    first = {p.text: p.spot for p in reversed(found)}
    if first:
        texts = sorted(first, key=lambda t: next(p.version for p in found if p.text == t))
        spots = dict.fromkeys(first[t] for t in texts)
        yield known.say(f"{lead} {', '.join(texts)}.", *list(spots)[:_MOST])
