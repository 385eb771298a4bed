"""A reader who arrives is told what this is."""

import re

from seatrial.evidence.collectors.prose import FILLER
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Mode

CHECK = Check(
    id="docs.readme",
    statement="A README says what the project is",
    gate="G8",
    severity=Severity.HIGH,
    remedy="Write a README: what it is, how to install it, how to run it.",
    effort="S",
    maps=("OSPS-DO-01.01",),
)
FILES = r"(\.github/|docs?/)?readme(\.[\w.]+)?"
_FEWEST_WORDS = 12
_NOT_PROSE = re.compile(
    r"<!--.*?-->|!\[[^\[\]]{0,300}\]\([^()]{0,500}\)|<[^<>]{1,500}>|https?://\S+|[#=*_`|~>\[\](){}!-]",
    re.DOTALL,
)


def collect(survey: Survey) -> list[Evidence]:
    found = survey.snapshot.named(FILES)
    if not found:
        return [_absent(survey)]
    words = {e.path: _words(survey.snapshot.source(e.path)) for e in found}
    path = max(words, key=lambda p: words[p])
    if words[path] < _FEWEST_WORDS:
        message = f"{path!r} holds {words[path]} words that tell something"
        return [survey.fails(CHECK, message, Spot(path, 1), severity=Severity.MEDIUM)]
    return [survey.holds(CHECK, f"{path!r} holds {words[path]} words", words=words[path])]


def _absent(survey: Survey) -> Evidence:
    matcher = re.compile(FILES, re.IGNORECASE)
    for entry in survey.snapshot.entries:
        if matcher.fullmatch(entry.path) and entry.mode is not Mode.FOLDER:
            return survey.unavailable(CHECK, f"{entry.path!r} was not read: {entry.reason}")
    searched = ("README*", ".github/README*", "docs/README*")
    return survey.fails(CHECK, "there is no README", searched=searched)


def _words(text: str) -> int:
    """Words of the lines that do more than keep a place."""
    telling = "\n".join(line for line in text.split("\n") if not FILLER.search(line[:2000]))
    return len(_NOT_PROSE.sub(" ", telling).split())
