"""A service answers when it is asked whether it works."""

import re

from seatrial.evidence.collectors import spring
from seatrial.evidence.collectors.program_scope import production
from seatrial.evidence.collectors.services import absent, seen, without_service
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.python.traits import ANSWERS_HEALTH
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="observability.health-endpoint",
    statement="The service has a health endpoint",
    gate="G6",
    severity=Severity.LOW,
    remedy="Serve a path such as /healthz that fails when the service cannot do its work.",
    effort="S",
)
# Some words mean health only where the path is nothing but them and a version.
_HEALTH = re.compile(
    r".*\b_{0,2}(health[\w-]*|livez?|liveness|readyz?|readiness|heartbeat|lbheartbeat)_{0,2}/?\$?"
    r"|[/^]*(api/)?(v\d+/)?_{0,2}(ping|status|alive|up|status/ping|version)_{0,2}/?\$?",
    re.IGNORECASE,
)


# Where a file's path is the route that it serves: Next.js, Nuxt, SvelteKit, Remix.
_ROUTED = re.compile(
    r"(.*/)?((app|routes)/(?P<folder>.*)/(route|\+server)\.[jt]sx?|(pages|server)/(?P<file>api/.*)\.[jt]sx?)"
)


def answers(path: str) -> bool:
    """Whether a route of this path says that the service works."""
    return bool(_HEALTH.fullmatch(path))


def collect(survey: Survey) -> list[Evidence]:
    if other := without_service(survey, CHECK):
        return [other]
    scope = production(survey)
    for path, facts in scope.read.items():
        for route in facts.routes:
            if answers(route.path):
                return [survey.holds(CHECK, f"serves {route.path!r}", Spot(path, route.line))]
        if (served := _served_by_place(path)) and answers(served):
            return [survey.holds(CHECK, f"serves {served!r}", Spot(path, 1))]
    if spot := seen(scope, ANSWERS_HEALTH):
        return [survey.holds(CHECK, "a library answers for health", spot)]
    if spot := spring.actuator(survey):
        return [survey.holds(CHECK, "Actuator answers for health", spot)]
    message = "no route that answers for health"
    return absent(survey, CHECK, message, searched=("routes in sources",))


def _served_by_place(path: str) -> str:
    """The route that a file serves because of where it is, '' for none."""
    found = _ROUTED.fullmatch(path)
    return f"/{found['folder'] or found['file']}" if found else ""
