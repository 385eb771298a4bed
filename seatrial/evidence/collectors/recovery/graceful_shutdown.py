"""A service ends its work when it is told to stop, instead of dropping it."""

import posixpath
import re
from dataclasses import replace

from seatrial.evidence.collectors.program_scope import Scope, everything, production
from seatrial.evidence.collectors.services import absent, mentioned, seen, without_service
from seatrial.evidence.manifests import read_json
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.python.traits import CLOSES_ABRUPTLY, GRACEFUL_SERVER, HANDLES_SIGNALS
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="recovery.graceful-shutdown",
    statement="The service ends its work on SIGTERM, or runs under a server that does",
    gate="G4",
    severity=Severity.LOW,
    remedy="Handle SIGTERM: stop listening, finish what was begun, then end.",
    effort="S",
)
# Servers that finish open requests on SIGTERM by their own documentation.
_SERVERS = re.compile(
    r"\b(gunicorn|uvicorn|hypercorn|granian|daphne|uwsgi|fastapi run|sanic|unitd|nginx-unit)\b"
    r"|\bnext start\b"
)
# What ends a server of Go and lets the requests in flight be answered.
_ENDS_WELL = re.compile(rb"\.(Shutdown|GracefulStop|GracefulShutdown)\b")


def collect(survey: Survey) -> list[Evidence]:
    if other := without_service(survey, CHECK):
        return [other]
    if dropping := _dropping(survey):
        return dropping
    program = seen(production(survey), HANDLES_SIGNALS, GRACEFUL_SERVER)
    if spot := program or seen(_started(survey), HANDLES_SIGNALS, GRACEFUL_SERVER):
        return [survey.holds(CHECK, "the end of the process is handled", spot)]
    if spot := mentioned(survey, _SERVERS, Role.CONTAINER, Role.SOURCE):
        return [survey.holds(CHECK, "a server that ends gracefully is started", spot)]
    message = "nothing handles SIGTERM, and no server that does is started"
    return absent(survey, CHECK, message, searched=("sources", "container files", "Procfile"))


def _started(survey: Survey) -> Scope:
    """What npm installs as the program: else a script in `bin` is for developers."""
    found = survey.snapshot.find("package.json")
    package = read_json(survey.snapshot.source("package.json")) if found and found.text else None
    bins = package.get("bin") if isinstance(package, dict) else None
    paths = bins.values() if isinstance(bins, dict) else [bins]
    named = {posixpath.normpath(path) for path in paths if isinstance(path, str)}
    scope = everything(survey)
    return replace(scope, read={p: f for p, f in scope.read.items() if p in named})


def _dropping(survey: Survey) -> list[Evidence]:
    """Where an `http.Server` of Go is closed, and nothing in its package shuts one down."""
    scope = production(survey)
    files = [path for path in (*scope.code, *scope.unread) if path.endswith(".go")]
    ended = {_folder(p) for p in files if _ENDS_WELL.search(survey.snapshot.raw(p))}
    unopened = {_folder(e.path): e.path for e in scope.unopened if e.path.endswith(".go")}
    return [
        _dropped(survey, Spot(path, facts.traits[CLOSES_ABRUPTLY]), unopened.get(_folder(path)))
        for path, facts in sorted(scope.code.items())
        if CLOSES_ABRUPTLY in facts.traits and _folder(path) not in ended
    ]


def _dropped(survey: Survey, spot: Spot, unopened: str | None) -> Evidence:
    if unopened:
        why = f"{unopened!r} was not read: it may shut down the server that is closed here"
        return survey.unavailable(CHECK, why, spot)
    message = "the server is ended by Close and nowhere by Shutdown, which drops requests in flight"
    return survey.fails(CHECK, message, spot)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
