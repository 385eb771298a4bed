"""The default that a document states for an environment variable is the one in the code.

Units are not judged: 5 minutes are 300 seconds, and a document may well speak of minutes.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from seatrial.evidence.collectors import vocabulary
from seatrial.evidence.collectors.docs.defaults_read import defaults_read
from seatrial.evidence.collectors.docs.defaults_told import Told, defaults_told
from seatrial.evidence.collectors.docs.opened import unopened
from seatrial.evidence.collectors.docs.variables_told import current_documents
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="docs.defaults-agree",
    statement="The default that a document states for an environment variable is the one in code",
    gate="G8",
    severity=Severity.LOW,
    remedy="Write the default that the code has, or give the code the one that was promised.",
    effort="S",
)
_WORDS = {
    **dict.fromkeys(("true", "yes", "on", "enabled"), True),
    **dict.fromkeys(("false", "no", "off", "disabled"), False),
}
_NUMBER = re.compile(r"(-?\d[\d,_]{0,15}(?:\.\d{1,9})?)\s?[a-z%]{0,8}")
_PLAIN = re.compile(r"[\w:@-]+(?:[./][\w:@-]+)*")
_NOTHING = frozenset(
    ("", "none", "null", "unset", "empty", "auto", "undefined", "random", "required")
)
_STEPS = (7, 24, 60, 60, 1000, 1000, 1000, 1024, 1024, 1024, 100)  # between units


def collect(survey: Survey) -> list[Evidence]:
    told = [
        t for p in current_documents(survey) for t in defaults_told(p, survey.snapshot.lines(p))
    ]
    judged = list(_judged(survey, told))
    unread = unopened(survey, CHECK)
    if judged and (path := vocabulary.unread(survey)):
        message = f"{path!r} was not read and may give {judged[0][0].name!r} another default"
        return [survey.unavailable(CHECK, message, judged[0][0].spot)]
    if not judged:
        message = "no document states a default of a variable that the code reads with one literal"
        return unread or [survey.not_applicable(CHECK, message)]
    failing = [e for _, e in judged if e]
    return survey.fails_or_holds(CHECK, [*failing, *unread], f"{len(judged)} defaults agree")


def _judged(survey: Survey, told: list[Told]) -> Iterator[tuple[Told, Evidence | None]]:
    values = defaultdict[tuple[str, str], set[str]](set)
    for one in told:
        values[one.spot.path, one.name].add(_bare(one.value))
    read = defaults_read(survey, {one.name for one in told})
    for one in told:
        if one.name not in read or len(values[one.spot.path, one.name]) > 1:
            continue
        literal, spot = read[one.name]
        if not differ(one.value, literal) or _set_elsewhere(survey, one):
            yield one, None
        else:
            message = f"the default of {one.name!r} is {literal!r}, not {_bare(one.value)!r}"
            yield one, survey.fails(CHECK, message, one.spot, spot)


def _set_elsewhere(survey: Survey, told: Told) -> bool:
    """Whether an image, a template or a script gives the variable the value that is told."""
    given = re.compile(rf"{told.name}\W{{1,12}}{re.escape(_bare(told.value))}", re.IGNORECASE)
    texts = (e.path for e in survey.snapshot.texts if e.role is not Role.DOCS)
    return any(given.search(survey.snapshot.source(path)) for path in texts)


def _bare(value: str) -> str:
    return value.strip(" `\"'*.").lower()


def differ(told: str, read: str) -> bool:
    """Whether two defaults are surely not the same: both are switches, numbers or plain words."""
    one, other = _bare(told), _bare(read)
    if one == other or other in _NOTHING or one in _NOTHING:
        return False
    if one in _WORDS or other in _WORDS:
        return {_switch(one), _switch(other)} == {True, False}
    first, second = _NUMBER.fullmatch(one), _NUMBER.fullmatch(other)
    if first and second:
        return _far(*(float(re.sub(r"[,_]", "", n[1])) for n in (first, second)))
    written = told.strip()[:1] in {"`", '"'} and not (first or second)
    plain = all(_PLAIN.fullmatch(v) for v in (one, other))
    return written and plain and one not in other and other not in one


def _switch(value: str) -> bool | None:
    return {"1": True, "0": False}.get(value, _WORDS.get(value))


def _far(one: float, other: float) -> bool:
    """Two numbers that no change of units makes equal; 0 and -1 often stand for something else."""
    if min(one, other) <= 0:
        return False
    return round(max(one, other) / min(one, other), 6) not in _RATIOS


def _ratios() -> frozenset[float]:
    found = {1.0}
    for step in _STEPS:
        found |= {ratio * step for ratio in found}
    return frozenset(found)


_RATIOS = _ratios()
