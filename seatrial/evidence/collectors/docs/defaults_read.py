"""The default with which the program reads an environment variable, where it is one literal."""

import re

from seatrial.evidence.collectors.environment_variables import program_files
from seatrial.evidence.survey import Spot, Survey

_LITERAL = (
    r"(\"[^\"\n]{0,200}\"|'[^'\n]{0,200}'|-?\d[\d_]{0,15}(?:\.\d{1,9})?|True|False|true|false"
    r"|None|null|undefined)"
)
_END = r"(?=\s{0,80}(?:[;,)\]}]|$))"
# Every way to name the variable @, and the ways that also give it a default.
_NAMING = r"[\"'`]@[\"'`]|\benv\.@\b"
_READING = (
    r"[\w.]{0,60}(?:[Ee]nv|ENV|[Cc]onfig)\w{0,20}(?:\.\w{1,20})?\(\s{0,80}[\"']@[\"']\s{0,9},\s{0,80}"
    r"(?:default\s{0,3}=\s{0,3})?" + _LITERAL + _END,
    r"[Ee]nv(?:iron\.get)?\([\"']@[\"']\)\s{1,3}or\s{1,3}" + _LITERAL + _END,
    r"\benv(?:\.@|\[[\"']@[\"']\])\s{0,9}(?:\|\||\?\?)\s{0,9}" + _LITERAL + _END,
)


def defaults_read(survey: Survey, names: set[str]) -> dict[str, tuple[str, Spot]]:
    """Name to the literal and where it stands. Left out: what has none or more than one, and what
    is named where nobody can tell how it is read."""
    found: dict[str, dict[str, Spot]] = {name: {} for name in names}
    for path in program_files(survey, (e.path for e in survey.sources)):
        text = survey.snapshot.source(path)
        for name in [n for n in found if n in text]:
            read = [m for pattern in _READING for m in _all(pattern, name, text)]
            if len(read) != len(_all(_NAMING, name, text)):
                del found[name]
                continue
            for match in read:
                line = text.count("\n", 0, match.start(1)) + 1
                found[name].setdefault(match[1].strip("\"'"), Spot(path, line))
    return {n: next(iter(read.items())) for n, read in found.items() if len(read) == 1}


def _all(pattern: str, name: str, text: str) -> list[re.Match[str]]:
    return list(re.finditer(pattern.replace("@", name), text, re.MULTILINE))
