"""The environment variables that the program reads, all of them and each by name."""

import re
from collections.abc import Iterator

from seatrial.answers.known import Known, Told
from seatrial.answers.sheet import WHOLE
from seatrial.evidence.collectors.environment_variables import places_of_words, reads
from seatrial.evidence.facts import EnvRead
from seatrial.evidence.survey import Spot

_MOST_PLACES = 12
_MOST_WRITTEN = 3


def variables(known: Known) -> Told:
    """All names with the places that read them, and which of them are required. Scripts may read
    others: that there is none is never told."""
    found = reads(known.survey)
    if not found:
        return {}
    spots = [Spot(path, read.line) for path, read in found.values()]
    text = f"The program reads {len(found)} environment variables by name: {', '.join(found)}."
    told = [known.say(text, *spots[:_MOST_PLACES])]
    if required := [name for name, (_, read) in found.items() if read.required]:
        first = [Spot(found[n][0], found[n][1].line) for n in required]
        text = f"Reading fails without: {', '.join(required)}."
        told.append(known.say(text, *first[:_MOST_PLACES]))
    return {WHOLE: told}


def variable(known: Known) -> Told:
    """By name: where it is read, and the lines of documents that write about it."""
    found = reads(known.survey)
    written = _written(known, set(found))
    return {
        name.lower(): [
            known.say(f"{name} is read in '{path}'{_fails(read)}.", Spot(path, read.line)),
            *(known.say(f"'{s.path}' writes about {name}.", s) for s in written.get(name, ())),
        ]
        for name, (path, read) in found.items()
    }


def _fails(read: EnvRead) -> str:
    return ", and reading fails when it is not set" if read.required else ""


def _written(known: Known, names: set[str]) -> dict[str, list[Spot]]:
    """The first lines of documents, templates and container files that hold each name."""
    found: dict[str, list[Spot]] = {}
    for path in places_of_words(known.survey) if names else ():
        for number, line in enumerate(known.survey.snapshot.lines(path), 1):
            for name in set(_words(line)) & names:
                spots = found.setdefault(name, [])
                if len(spots) < _MOST_WRITTEN:
                    spots.append(Spot(path, number))
    return found


def _words(line: str) -> Iterator[str]:
    return (found[0] for found in re.finditer(r"[A-Za-z_][A-Za-z0-9_]{1,80}", line[:2000]))
