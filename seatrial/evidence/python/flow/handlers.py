"""Which functions answer requests, and what they call the request."""

import ast

from seatrial.evidence.python.parsed import Function, Parsed

_ROUTES = frozenset({"route", "get", "post", "put", "delete", "patch"})
# Frameworks in which text that a handler returns is sent as HTML.
TEXT_IS_A_PAGE = frozenset({"flask", "quart", "bottle"})
_OF_FRAMEWORK = frozenset({"flask.request", "quart.request", "bottle.request"})


def arguments_of(function: Function) -> set[str]:
    given = function.args
    return {a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)}


def is_routed(function: Function) -> bool:
    """`@app.route(…)`, `@bp.get(…)` and their kin."""
    calls = [d.func for d in function.decorator_list if isinstance(d, ast.Call)]
    return any(isinstance(f, ast.Attribute) and f.attr in _ROUTES for f in calls)


def requests_in(parsed: Parsed, function: Function) -> frozenset[str]:
    """Names of a request here: a parameter so called, or the framework's own."""
    names = {name for name, full in parsed.aliases.items() if full in _OF_FRAMEWORK}
    if "request" in arguments_of(function):
        names |= {"request"}
    return frozenset({*names, "self.request", "flask.request"} if names else {"self.request"})
