"""A call over the network that failed is not repeated at once: the peer needs time to recover.

A loop over a `range` whose handler catches an error of the network; tenacity's `retry` and
urllib3's `Retry`, which by default do not pause. A few tries with a fixed pause are left alone.
"""

import ast
import re
from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.parsed import Parsed, dotted, keyword, last_name, span
from seatrial.snapshot.model import Role

CHECK = Check(
    id="recovery.retries-back-off",
    statement="A failed call over the network is not repeated at once",
    gate="G4",
    severity=Severity.LOW,
    remedy="Pause before the next try, longer each time and with some chance: tenacity's "
    "wait_random_exponential, urllib3's Retry(backoff_factor=1).",
    effort="S",
)
ROLES = (Role.SOURCE,)
Loop = ast.For | ast.AsyncFor
_NETWORK = re.compile(
    r"Connection\w*|\w*ConnectionError|\w*Time(d)?[oO]ut\w*|HTTPError|URLError|RequestException"
    r"|RequestError|TransportError|NetworkError|ClientError|ClientConnectorError|gaierror"
    r"|ServiceUnavailable|SMTPException|ConnectError"
)
_PAUSES = re.compile(r"sleep|wait|backoff|delay|pause|countdown|retry_in", re.IGNORECASE)
_RETRY = frozenset({"urllib3.Retry", "urllib3.util.Retry", "urllib3.util.retry.Retry",
    "requests.packages.urllib3.util.retry.Retry", "requests.adapters.Retry"})  # fmt: skip


def find(parsed: Parsed) -> Iterator[Hit]:
    loops: list[Loop] = [*parsed.all(ast.For), *parsed.all(ast.AsyncFor)]
    for loop in loops:
        if _counts(loop) and _tries_again(loop) and not _pauses(parsed, loop):
            yield _hit(loop, "a failed call is repeated at once, without a pause")
    for call in parsed.all(ast.Call):
        if said := _library(parsed, call):
            yield _hit(call, said)


def _hit(node: ast.stmt | ast.expr, said: str) -> Hit:
    start, end = span(node)
    return Hit(start=start, end=end, message=said)


def _counts(loop: Loop) -> bool:
    return isinstance(loop.iter, ast.Call) and last_name(loop.iter.func) == "range"


def _tries_again(loop: Loop) -> bool:
    """A `try` that leaves the loop on success, and that goes on after an error of the network."""
    for tried in (s for s in loop.body if isinstance(s, ast.Try)):
        last = (tried.orelse or tried.body)[-1]
        while isinstance(last, ast.With | ast.AsyncWith):
            last = last.body[-1]
        if isinstance(last, ast.Return | ast.Break) and any(map(_goes_on, tried.handlers)):
            return True
    return False


def _goes_on(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    named = any(kind is not None and _NETWORK.fullmatch(last_name(kind)) for kind in kinds)
    return named and not isinstance(handler.body[-1], ast.Raise | ast.Return | ast.Break)


def _pauses(parsed: Parsed, loop: Loop) -> bool:
    """Anything in the loop that is called, or named, for waiting; other peers are tried at once."""
    names = {last_name(n) for n in ast.walk(loop) if isinstance(n, ast.Name | ast.Attribute)}
    return any(_PAUSES.search(name) for name in names if not _NETWORK.fullmatch(name))


def _library(parsed: Parsed, call: ast.Call) -> str:
    name = parsed.origin(call.func)
    if any(k.arg is None for k in call.keywords):
        return ""
    if name == "tenacity.retry" and call.keywords and keyword(call, "wait") is None:
        return "tenacity.retry is given no wait: the next try follows at once"
    if name in _RETRY and _retries(call) and keyword(call, "backoff_factor") is None:
        return f"{dotted(call.func)} is given no backoff_factor: the next try follows at once"
    return ""


def _retries(call: ast.Call) -> bool:
    """Two tries or more: urllib3 never pauses before the first of them."""
    given = [*call.args[:1], *(k.value for k in call.keywords if k.arg in {"total", "connect"})]
    values = (n.value for n in given if isinstance(n, ast.Constant))
    return any(isinstance(v, int) and not isinstance(v, bool) and v > 1 for v in values)
