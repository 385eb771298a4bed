"""The routes that programs ask are named in a document, most of them at least.

Where pages are rendered, a route is for programs when its address or its file says so, or when
the file answers with JSON. The pages themselves are for people, who see them.
"""

import re

from seatrial.evidence.collectors import environment_variables
from seatrial.evidence.collectors.docs.openapi import descriptions
from seatrial.evidence.collectors.docs.opened import not_written
from seatrial.evidence.collectors.program_scope import production
from seatrial.evidence.collectors.services import untold_languages, without_service
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="docs.api",
    statement="The routes that the service answers are documented",
    gate="G8",
    severity=Severity.LOW,
    remedy="Name each route, its parameters and its answers in a document.",
    effort="M",
    maps=("OSPS-SA-02.01",),
)
# These write an OpenAPI document of their own while they run.
_SELF_DESCRIBING = frozenset({"fastapi", "litestar", "apiflask", "connexion", "flask_smorest"})
_RENDERS = re.compile(
    r"\brender_template\w*\(|\bTemplateResponse\(|\b(res|resp|response|reply)\.render\("
    r"|\bdjango\.shortcuts import\b.*\brender\b|\bTemplateView\b"
    r"|\borg\.springframework\.stereotype\.Controller\b"
)
_JSON = re.compile(
    r"@RestController\b|@ResponseBody\b|\bResponseEntity<"
    r"|\b(jsonify|JsonResponse|JSONResponse|res(ponse)?\.json|c\.JSON)\("
)
_API = re.compile(r"(?i)(^|[/_.-])(api|rest|rpc|graphql|v\d)([/_.-]|$)")
_PARAMETER = re.compile(r"<[^<>]*>|\{[^{}]*\}|:[A-Za-z_]\w*|\(\?P<[^()]*\)")


def collect(survey: Survey) -> list[Evidence]:
    if other := without_service(survey, CHECK):
        return [other]
    routes = _routes(survey)
    if not routes and (untold := untold_languages(survey)):
        return [survey.unavailable(CHECK, f"routes are not read for: {', '.join(untold)}")]
    if not routes:
        return [_no_route(survey)]
    if described := _described(survey):
        return [survey.holds(CHECK, described)]
    count, routes = len(routes), _for_programs(survey, routes)
    if not routes:
        message = f"pages are rendered, and nothing shows that one of {count} routes is of an API"
        return [survey.unavailable(CHECK, message)]
    whole = {spot: route for spot, route in routes.items() if _tells(route)}
    written = _written(survey)
    missing = {spot: route for spot, route in whole.items() if _plain_end(route) not in written}
    if whole and len(missing) <= len(whole) / 2:
        message = f"{len(whole) - len(missing)} of {len(whole)} routes are documented"
        return [survey.holds(CHECK, message, routes=len(whole))]
    names = ", ".join(map(repr, sorted(set((missing or routes).values()))[:5]))
    message = f"most of {len(routes)} routes are documented nowhere: {names}"
    searched = ("documents", "OpenAPI files")
    return not_written(survey, CHECK, message, *list(missing or routes)[:10], searched=searched)


def _no_route(survey: Survey) -> Evidence:
    if unread := production(survey).unread:
        message = f"no route was seen; {sorted(unread)[0]!r} could not be parsed and may have some"
        return survey.unavailable(CHECK, message)
    return survey.not_applicable(CHECK, "no route was found in the sources")


def _routes(survey: Survey) -> dict[Spot, str]:
    """Routes of production code. Some frameworks put paths together from parts at run time."""
    return {
        Spot(path, route.line): route.path
        for path in sorted(environment_variables.program_files(survey, survey.facts))
        for route in survey.facts[path].routes
    }


def _for_programs(survey: Survey, routes: dict[Spot, str]) -> dict[Spot, str]:
    paths = environment_variables.program_files(survey, survey.facts)
    if not any(_RENDERS.search(survey.snapshot.source(path)) for path in paths):
        return routes
    answers = {path: _is_api_file(survey, path) for path in {spot.path for spot in routes}}
    told = {s: route for s, route in routes.items() if not route.endswith((".html", ".htm"))}
    return {s: route for s, route in told.items() if answers[s.path] or _API.search(route)}


def _is_api_file(survey: Survey, path: str) -> bool:
    return bool(_API.search(f"/{path}") or _JSON.search(survey.snapshot.source(path)))


def _described(survey: Survey) -> str:
    """What describes the API as a whole, '' when nothing does."""
    for path, description in descriptions(survey).items():
        if description.paths:
            return f"{len(description.paths)} paths are described by {path!r}"
    for path in environment_variables.program_files(survey, survey.python):
        for found in survey.python[path].imports:
            if found.module.split(".")[0] in _SELF_DESCRIBING:
                return f"{found.module.split('.')[0]!r} describes its routes while it runs"
    return ""


def _tells(route: str) -> bool:
    """A whole path, or a part with a word in it: some frameworks put it behind another one."""
    return route.startswith("/") or bool(re.search(r"\w", _PARAMETER.sub("", route)))


def _plain_end(route: str) -> str:
    plain = plain_route(route)
    return plain if plain.startswith("/") else f"…/{plain}"


def _written(survey: Survey) -> set[str]:
    """Every path that a document names, parameters made alike, and every end of one."""
    found: set[str] = set()
    for entry in survey.snapshot.files(Role.DOCS):
        text = survey.snapshot.source(entry.path)
        found.update(map(plain_route, re.findall(r"/[^\s`\"'|,)?]{0,200}", text)))
    ends = (path.split("/")[nth:] for path in found for nth in range(1, path.count("/") + 1))
    return found | {f"…/{'/'.join(end)}" for end in ends}


def plain_route(route: str) -> str:
    return _PARAMETER.sub("*", route.split("?")[0]).rstrip("/.:;$").lstrip("^") or "/"
