"""What a file serves: the paths it routes, and whether it makes or starts a server.

A library may define servers without being one. So an application counts when a known framework's
class is called, but not in a method, and a server when it is started by the program itself: at
module level, under the main guard, or in a function that is named as an entry point.
"""

import ast
import re
from collections.abc import Iterator

from seatrial.evidence.python.facts import Route
from seatrial.evidence.python.parsed import Parsed, keyword, last_name, text_of

_APPLICATIONS = frozenset(
    """flask.Flask quart.Quart fastapi.FastAPI starlette.applications.Starlette sanic.Sanic
    litestar.Litestar aiohttp.web.Application tornado.web.Application falcon.App falcon.API
    falcon.asgi.App bottle.Bottle apiflask.APIFlask connexion.App connexion.FlaskApp robyn.Robyn
    blacksheep.Application django.core.wsgi.get_wsgi_application cherrypy.quickstart
    django.core.asgi.get_asgi_application nameko.standalone.api.ServiceContainer""".split()
)
_STARTERS = frozenset(
    """waitress.serve waitress.server.create_server uvicorn.run hypercorn.asyncio.serve
    aiohttp.web.run_app grpc.server grpc.aio.server websockets.serve asyncio.start_server
    websockets.asyncio.server.serve gevent.pywsgi.WSGIServer wsgiref.simple_server.make_server
    socketserver.TCPServer socketserver.ThreadingTCPServer http.server.HTTPServer bottle.run
    http.server.ThreadingHTTPServer xmlrpc.server.SimpleXMLRPCServer""".split()
)
_ENTRY = re.compile(r"_*(main|run|serve|start|cli|server)(_?(server|app|service|http|forever))?")
_ROUTING = frozenset(
    """route get post put patch delete head options websocket api_route add_url_rule add_api_route
    add_route add_get add_post path re_path url Route WebSocketRoute Mount include_router view
    APIRouter Blueprint""".split()
)
_FRAMEWORKS = frozenset(
    """flask quart fastapi starlette sanic litestar aiohttp tornado falcon bottle apiflask connexion
    robyn blacksheep django cherrypy flask_restful flask_restx pyramid rest_framework ninja
    hug masonite web""".split()
)


def serving_line(parsed: Parsed) -> int:
    """The first line that makes an application or starts a server, 0 when there is none."""
    lines = (call.lineno for call in parsed.all(ast.Call) if _serves(parsed, call))
    return min(lines, default=0)


def _serves(parsed: Parsed, call: ast.Call) -> bool:
    name = parsed.origin(call.func)
    makes = name in _APPLICATIONS
    if not makes and name not in _STARTERS and not name.endswith(".serve_forever"):
        return False
    function = parsed.function_of(call)
    if function is None or isinstance(parsed.parent(function), ast.ClassDef):
        return function is None
    return makes or bool(_ENTRY.fullmatch(function.name))


def routes_of(parsed: Parsed) -> Iterator[Route]:
    """Paths in calls that route, and in (path, handler) pairs, in files that use a framework.

    A path may also be a bare comparison: `self.path == "/healthz"` in a plain HTTP handler.
    """
    found = {*_compared(parsed)}
    if parsed.imported & _FRAMEWORKS or _relative_router(parsed):
        found.update(_called(parsed), _paired(parsed))
    yield from sorted(found, key=lambda route: (route.line, route.path))


def _relative_router(parsed: Parsed) -> bool:
    """The framework may come through a module of the project: `from .app import app`."""
    return any(name in {"app", "router", "api", "bp", "blueprint"} for name in parsed.aliases)


def _called(parsed: Parsed) -> Iterator[Route]:
    for call in parsed.all(ast.Call):
        if last_name(call.func) not in _ROUTING:
            continue
        given = [*call.args[:2], keyword(call, "prefix"), keyword(call, "url_prefix")]
        for path in filter(None, map(text_of, given)):
            if _looks_like_path(path, call):
                yield Route(path=path, line=call.lineno)


def _looks_like_path(path: str, call: ast.Call) -> bool:
    """Django's paths have no leading slash; everybody else's do."""
    django = last_name(call.func) in {"path", "re_path", "url"}
    return len(path) < 300 and (path.startswith("/") or (django and " " not in path))


def _paired(parsed: Parsed) -> Iterator[Route]:
    for pair in parsed.all(ast.Tuple):
        path = text_of(pair.elts[0]) if len(pair.elts) >= 2 else None
        if path and path.startswith("/") and len(path) < 300:
            yield Route(path=path, line=pair.lineno)


def _compared(parsed: Parsed) -> Iterator[Route]:
    for node in parsed.all(ast.Compare):
        if last_name(node.left) in {"path", "path_info", "raw_path", "url_path"}:
            for path in filter(None, map(text_of, _flat(node.comparators))):
                if path.startswith("/") and len(path) < 300:
                    yield Route(path=path, line=node.lineno)


def _flat(nodes: list[ast.expr]) -> Iterator[ast.expr]:
    for node in nodes:
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            yield from node.elts
        else:
            yield node
