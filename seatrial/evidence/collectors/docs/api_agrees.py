"""An OpenAPI description can be read, and speaks of routes that the program has.

Routes are compared by their ends, as a prefix may be put before them at run time. Where a
framework makes routes of other things (Django, REST routers), nothing is compared.
"""

from collections.abc import Iterator

from seatrial.evidence.collectors import environment_variables
from seatrial.evidence.collectors.docs.api import plain_route
from seatrial.evidence.collectors.docs.openapi import Description, descriptions
from seatrial.evidence.collectors.program_scope import production
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="docs.api-agrees",
    statement="The OpenAPI description can be read and names routes that are there",
    gate="G8",
    severity=Severity.LOW,
    remedy="Generate the description from the routes, or take out the paths that are gone.",
    effort="S",
    maps=("OSPS-SA-02.01",),
)
_MAKE_ROUTES = frozenset({"django", "rest_framework", "ninja", "flask_restful", "flask_restx",
    "flask_appbuilder", "pyramid", "cherrypy", "connexion", "hug", "masonite"})  # fmt: skip
_MOST_SHOWN = 10


def collect(survey: Survey) -> list[Evidence]:
    found = descriptions(survey)
    if not found:
        return [survey.not_applicable(CHECK, "no OpenAPI description is kept here")]
    failing = [e for path, description in found.items() for e in _judge(survey, path, description)]
    count = sum(len(d.paths) for d in found.values())
    return survey.fails_or_holds(CHECK, failing, f"{count} paths in {len(found)} descriptions")


def _judge(survey: Survey, path: str, description: Description) -> Iterator[Evidence]:
    if description.too_long:
        yield survey.unavailable(CHECK, f"{path!r} was not read: {description.broken}")
    elif description.broken:
        message = f"{path!r} cannot be used: {description.broken}"
        yield survey.fails(CHECK, message, Spot(path, 1), severity=Severity.MEDIUM)
    elif not description.paths:
        yield survey.fails(CHECK, f"{path!r} describes no path", Spot(path, 1))
    elif gone := _gone(survey, description):
        names = ", ".join(map(repr, list(gone)[:5]))
        spots = [Spot(path, line) for line in list(gone.values())[:_MOST_SHOWN]]
        yield survey.fails(CHECK, f"{len(gone)} paths have no route: {names}", *spots)


def _gone(survey: Survey, description: Description) -> dict[str, int]:
    """Paths that end like no route of the program; none where the routes are not all known."""
    scope = production(survey)
    imported = {i.module.split(".")[0] for facts in scope.python.values() for i in facts.imports}
    if scope.unread or scope.languages or imported & _MAKE_ROUTES:
        return {}
    files = environment_variables.program_files(survey, survey.python)
    routes = {plain_route(r.path) for f in files for r in survey.python[f].routes}
    ends = tuple(route for route in routes if route != "/")
    if not ends:
        return {}
    plain = {path: plain_route(path) for path in description.paths}
    return {
        path: description.paths[path]
        for path, end in plain.items()
        if not end.endswith(ends) and end not in routes
    }
