"""No guard stands above the decorator that registers a route.

Decorators apply from below. What registers a function (Flask, Quart, Bottle, FastAPI, Sanic,
aiohttp) keeps the function that it was given: a check of the login put on top of it wraps what
nobody calls. Flask's documentation: "When applying further decorators, always remember that the
route() decorator is the outermost."
"""

import ast
import re
from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.parsed import Function, Parsed, last_name, text_of
from seatrial.snapshot.model import Role

CHECK = Check(
    id="security.routes-guarded",
    statement="No Python guard stands above the decorator that registers a route",
    gate="G5",
    severity=Severity.HIGH,
    remedy="Put the decorator of the route above the guard: what it registers is what is called.",
    effort="S",
    maps=("CWE-862",),
)
ROLES = (Role.SOURCE,)

_REGISTERS = frozenset("route get post put patch delete head options websocket api_route".split())
_KEEPERS = re.compile(
    r"(?i)app|application|api|bp|blueprint|\w*_?(app|bp|blueprint|router)|routes?"
)
_GUARDS = re.compile(
    r"(?i)(\w+_)?(login|auth|permissions?|roles?|admin|jwt|token|session|csrf|signature|api_?key)"
    r"(_?(required|needed|protected|check\w*))?|(requires?|check|verify|ensure|protect|secure|limit"
    r"|rate_?limit|throttle)(d|_\w+)?|authenticated?|authori[sz]ed?"
)


def find(parsed: Parsed) -> Iterator[Hit]:
    for function in parsed.functions():
        for guard in _too_high(function):
            said = f"{last_name(_called(guard))!r} is not in effect: the route keeps what is below"
            yield Hit(start=guard.lineno, end=function.lineno, message=said)


def _too_high(function: Function) -> list[ast.expr]:
    """Guards above the lowest route, which every request to it passes by."""
    decorators = function.decorator_list
    routes = [n for n, decorator in enumerate(decorators) if _registers(decorator)]
    above = decorators[: routes[-1]] if routes else []
    return [d for d in above if _GUARDS.fullmatch(last_name(_called(d)))]


def _registers(decorator: ast.expr) -> bool:
    if not isinstance(decorator, ast.Call) or not isinstance(decorator.func, ast.Attribute):
        return False
    path = text_of(decorator.args[0]) if decorator.args else None
    return (
        decorator.func.attr in _REGISTERS
        and path is not None
        and path.startswith("/")
        and bool(_KEEPERS.fullmatch(last_name(decorator.func.value)))
    )


def _called(decorator: ast.expr) -> ast.expr:
    return decorator.func if isinstance(decorator, ast.Call) else decorator
