"""No web framework runs in debug mode, which shows tracebacks and may offer a console to callers.

`app.run(debug=True)` under the main guard is how a developer starts it by hand: left alone.
"""

import ast
from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.parsed import Parsed, dotted, keyword, last_name, span, text_of
from seatrial.snapshot.model import Role

CHECK = Check(
    id="security.no-debug",
    statement="No web framework is started in debug mode",
    gate="G5",
    severity=Severity.HIGH,
    remedy="Take the debug switch from the environment, off by default.",
    effort="S",
    maps=("CWE-489",),
)
ROLES = (Role.SOURCE,)

_FRAMEWORKS = frozenset(
    "flask quart fastapi starlette sanic bottle tornado aiohttp litestar apiflask dash".split()
)
_TAKE_DEBUG = frozenset({
    "fastapi.FastAPI", "starlette.applications.Starlette", "tornado.web.Application",
    "aiohttp.web.Application", "litestar.Litestar", "bottle.run",
})  # fmt: skip
_APP_NAMES = frozenset({"app", "application", "server", "api"})


def find(parsed: Parsed) -> Iterator[Hit]:
    if not parsed.imported & _FRAMEWORKS:
        return
    found: list[tuple[ast.expr | ast.stmt, str]] = []
    found += [(call, _runs(parsed, call)) for call in parsed.all(ast.Call)]
    found += [(node, _switches(node)) for node in parsed.all(ast.Assign)]
    for node, seen in found:
        if seen and not parsed.in_main_guard(node):
            start, end = span(node)
            yield Hit(start=start, end=end, message=f"{seen} outside of a main guard")


def _runs(parsed: Parsed, call: ast.Call) -> str:
    if not _is_true(keyword(call, "debug")):
        return ""
    on_app = last_name(call.func) in {"run", "run_server"} and _names_app(call.func)
    takes = parsed.origin(call.func) in _TAKE_DEBUG
    return f"{last_name(call.func)!r} is called with debug=True" if on_app or takes else ""


def _names_app(func: ast.expr) -> bool:
    return isinstance(func, ast.Attribute) and last_name(func.value) in _APP_NAMES


def _switches(node: ast.Assign) -> str:
    """`app.debug = True`, `app.config["DEBUG"] = True`."""
    target = node.targets[0]
    if not _is_true(node.value):
        return ""
    if isinstance(target, ast.Attribute) and target.attr == "debug" and _names_app(target):
        return "debug is switched on"
    if isinstance(target, ast.Subscript) and text_of(target.slice) == "DEBUG":
        config = dotted(target.value)
        return "DEBUG is switched on" if config in {f"{a}.config" for a in _APP_NAMES} else ""
    return ""


def _is_true(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is True
