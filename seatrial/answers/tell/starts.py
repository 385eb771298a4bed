"""How the program is started: what manifests declare, what images run, where a `main` is."""

from collections.abc import Iterator

from seatrial.answers.known import Known, Told
from seatrial.answers.model import Sentence
from seatrial.answers.sheet import WHOLE
from seatrial.evidence.collectors import containers
from seatrial.evidence.python.scope import is_ancillary
from seatrial.evidence.survey import Spot

_MOST = 6


def entry_points(known: Known) -> Told:
    told = [*_scripts(known), *_images(known), *_mains(known)]
    return {WHOLE: told}


def _scripts(known: Known) -> Iterator[Sentence]:
    project = known.survey.project
    for name, target in project.scripts.items() if project else ():
        assert project is not None
        text = f"'{project.path}' declares the command {name!r}, which runs {target.value!r}."
        yield known.say(text, Spot(project.path, target.line))


def _images(known: Known) -> Iterator[Sentence]:
    for path, dockerfile in containers.dockerfiles(known.survey).items():
        for kind in ("ENTRYPOINT", "CMD"):
            if found := dockerfile.effective(kind):
                text = f"'{path}' starts with {kind} {found.value}."
                yield known.say(text, Spot(path, found.start, found.end))


def _mains(known: Known) -> Iterator[Sentence]:
    """Programs of languages in which a file starts by having a `main`."""
    sources = {e.path for e in known.survey.sources}
    starting = [p for p, f in sorted(known.survey.code.items()) if f.starts]
    for path in [p for p in starting if p in sources and not is_ancillary(p)][:_MOST]:
        lines = known.survey.snapshot.lines(path)
        line = next((n for n, text in enumerate(lines, 1) if "main" in text and "(" in text), 1)
        yield known.say(f"'{path}' holds a `main`.", Spot(path, line))
