"""Every outbound call gives up after a while: without a timeout, one dead peer stops a worker.

Looks at functions whose default is to wait for ever, called by their full name. What a session
or a client of another library does depends on how it was made, and is left alone.
"""

import ast
from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.parsed import Parsed, keyword, span
from seatrial.snapshot.model import Role

CHECK = Check(
    id="recovery.timeouts-set",
    statement="Every outbound call has a timeout",
    gate="G4",
    severity=Severity.MEDIUM,
    remedy="Pass a timeout to every outbound call.",
    effort="S",
    maps=("CWE-400",),
)
ROLES = (Role.SOURCE,)

_REQUESTS = {
    f"requests.{name}": 99 for name in "get post put patch delete head options request".split()
}
# Full name to the position of the timeout among plain arguments (99: by keyword only).
_WAIT_FOR_EVER = {
    **_REQUESTS,
    "urllib.request.urlopen": 2,
    "socket.create_connection": 1,
    "smtplib.SMTP": 3,
    "smtplib.SMTP_SSL": 5,
    "ftplib.FTP": 4,
    "http.client.HTTPConnection": 2,
    "http.client.HTTPSConnection": 4,
    "telnetlib.Telnet": 2,
    "poplib.POP3": 2,
    "imaplib.IMAP4": 2,
}
# These have a timeout unless it is switched off.
_TIMED = tuple(
    f"httpx.{name}"
    for name in "get post put patch delete head options request stream Client AsyncClient".split()
)


def find(parsed: Parsed) -> Iterator[Hit]:
    if _has_default_timeout(parsed):
        return
    for call in parsed.all(ast.Call):
        name = parsed.origin(call.func)
        start, end = span(call)
        if _connects(name, call) and not _given(call, _WAIT_FOR_EVER[name]):
            yield Hit(start=start, end=end, message=f"{name} is called without a timeout")
        elif _switched_off(name, call):
            yield Hit(start=start, end=end, message=f"{name} is called with timeout=None")


def _connects(name: str, call: ast.Call) -> bool:
    """Without any argument, the mail and file clients are made and not yet connected."""
    return name in _WAIT_FOR_EVER and bool(call.args or call.keywords)


def _has_default_timeout(parsed: Parsed) -> bool:
    return any(
        parsed.origin(call.func) == "socket.setdefaulttimeout" for call in parsed.all(ast.Call)
    )


def _given(call: ast.Call, position: int) -> bool:
    """By keyword, by position, or perhaps inside `*args` or `**options`."""
    if any(isinstance(a, ast.Starred) for a in call.args):
        return True
    if any(k.arg is None for k in call.keywords):
        return True
    given = keyword(call, "timeout")
    if given is not None:
        return not _is_none(given)
    return len(call.args) > position


def _switched_off(name: str, call: ast.Call) -> bool:
    given = keyword(call, "timeout")
    return name in _TIMED and given is not None and _is_none(given)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
