"""A document that gives a route's method gives one that the code serves.

Only routes are judged of which every registration states its methods, and whose path stands
nowhere else in the program: who knows what a path under a prefix, or a class of views, answers.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from seatrial.evidence.collectors import environment_variables
from seatrial.evidence.collectors.docs.api import plain_route
from seatrial.evidence.collectors.docs.changelogs import FILES as CHANGELOGS
from seatrial.evidence.collectors.docs.opened import unopened
from seatrial.evidence.collectors.program_scope import production
from seatrial.evidence.collectors.services import untold_languages
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="docs.methods-agree",
    statement="A document that gives a route's method gives one that the code serves",
    gate="G8",
    severity=Severity.MEDIUM,
    remedy="Correct the document, or serve what it promises.",
    effort="S",
    maps=("CWE-1059",),
)
_VERBS = "GET|POST|PUT|PATCH|DELETE"
# `POST /boats`, **POST** `/boats`, | POST | /boats |
_GIVEN = re.compile(rf"(?<![\w/-])({_VERBS})[`*|\s]{{1,8}}(/[\w/{{}}:<>.-]{{1,200}})")
_PAST = re.compile(r"(?i)\b(removed|deprecated|no longer|used to|instead of|was|not)\b")
_CALLED = rf"(?i:\.({_VERBS})\w{{0,8}})\(\s*[rf]?[\"'`]"
# methods=["POST"] in the same call, .Methods("POST") in the same line
_LISTED = re.compile(
    r"[^()]{0,200}\bmethods\s*=\s*[\[({]([^\])}]{1,100})|[^\n]{0,300}?\.Methods\(([^)\n]{1,100})\)"
)
_FLASK = re.compile(r"\s*@\w+(?:\.\w+)?\.route\(\s*[\"'][^\"'\n]{1,200}[\"']\s*\)")
_CHANGELOG = re.compile(CHANGELOGS, re.IGNORECASE)
_STATEMENT = 4  # lines


@dataclass(frozen=True)
class Given:
    """A document gives `route` the method `verb`."""

    verb: str
    route: str
    spot: Spot


@dataclass(frozen=True)
class Served:
    """What the code answers under one path, and where it says so."""

    verbs: frozenset[str]
    spots: tuple[Spot, ...]


def collect(survey: Survey) -> list[Evidence]:
    given, unread = list(_given(survey)), unopened(survey, CHECK)
    if not given:
        return unread or [survey.not_applicable(CHECK, "no document gives a route its method")]
    served = _served(survey)
    known = [g for g in given if plain_route(g.route) in served]
    if not known:
        return [*unread, _nothing_known(survey)]
    failing = [e for g in known if (e := _judge(survey, g, served[plain_route(g.route)]))]
    held = f"{len(known)} documented methods are served"
    return [*failing, *unread] or [survey.holds(CHECK, held, methods=len(known))]


def _nothing_known(survey: Survey) -> Evidence:
    files = environment_variables.program_files(survey, survey.facts)
    unread = production(survey).unread or untold_languages(survey)
    if unread or any(survey.facts[path].routes for path in files):
        message = "which methods the documented routes have is not told by the code that was read"
        return survey.unavailable(CHECK, message)
    return survey.not_applicable(CHECK, "no route was found in the sources")


def _judge(survey: Survey, given: Given, served: Served) -> Evidence | None:
    if given.verb in served.verbs:
        return None
    verbs = ", ".join(sorted(served.verbs))
    message = f"{given.verb} {given.route!r} is documented, and the code serves {verbs} there"
    return survey.fails(CHECK, message, given.spot, *served.spots)


def _given(survey: Survey) -> Iterator[Given]:
    for entry in survey.snapshot.files(Role.DOCS):
        if _CHANGELOG.fullmatch(entry.path):
            continue
        for number, line in enumerate(survey.snapshot.lines(entry.path), 1):
            if "/" in line and not _PAST.search(line[:500]):
                for verb, route in _GIVEN.findall(line[:500]):
                    yield Given(verb, route, Spot(entry.path, number))


def _served(survey: Survey) -> Mapping[str, Served]:
    """By plain path. What one place leaves open is left out."""
    verbs: dict[str, list[frozenset[str]]] = defaultdict(list)
    spots: dict[str, list[Spot]] = defaultdict(list)
    written: dict[str, set[str]] = defaultdict(set)
    for path in sorted(environment_variables.program_files(survey, survey.facts)):
        for route in survey.facts[path].routes:
            plain = plain_route(route.path)
            verbs[plain].append(_verbs(survey, path, route.line, route.path))
            spots[plain].append(Spot(path, route.line))
            written[plain].add(route.path)
    return {
        plain: Served(frozenset().union(*found), tuple(spots[plain]))
        for plain, found in verbs.items()
        if all(found) and _quoted(survey, written[plain]) == len(found)
    }


def _verbs(survey: Survey, path: str, line: int, route: str) -> frozenset[str]:
    """The methods that the statement in `line` names, none when it leaves them open."""
    lines = survey.snapshot.lines(path)[line - 1 : line - 1 + _STATEMENT]
    text = "\n".join(part[:500] for part in lines)
    if found := re.search(_CALLED + re.escape(route), text):
        return frozenset({found[1].upper()})
    if found := re.match(rf"[^\"'`]{{0,200}}[\"'`]({_VERBS}) ", text):
        return frozenset({found[1]})
    if found := _LISTED.match(text.partition(route)[2]):
        return frozenset(re.findall(r"[A-Z]{3,7}", found[1] or found[2]))
    return frozenset({"GET"}) if _FLASK.match(text) else frozenset()


def _quoted(survey: Survey, routes: set[str]) -> int:
    """How often the program's sources hold one of these paths as a string of its own."""
    quoted = re.compile("|".join(rf"[\"'`\s]{re.escape(r)}[\"'`]" for r in sorted(routes)))
    files = environment_variables.program_files(survey, survey.facts)
    return sum(len(quoted.findall(survey.snapshot.source(path))) for path in files)
