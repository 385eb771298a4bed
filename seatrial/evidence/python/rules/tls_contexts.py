"""A TLS context of the program's own verifies its peer.

An argument `verify=False` is judged by security.tls-verified. Here it is the context: turned off
for good, not where an option decides, and not on the side that serves, which seldom asks for one.
"""

import ast
from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.parsed import Parsed, dotted, keyword, last_name, span, text_of
from seatrial.snapshot.model import Role

CHECK = Check(
    id="security.tls-contexts",
    statement="Every TLS context that Python code makes verifies its peer",
    gate="G5",
    severity=Severity.HIGH,
    remedy="Leave verify_mode and check_hostname as create_default_context sets them; name an"
    " authority of your own with cafile=.",
    effort="S",
    maps=("CWE-295",),
)
ROLES = (Role.SOURCE,)
_SERVES = frozenset({"CLIENT_AUTH", "PROTOCOL_TLS_SERVER", "load_cert_chain", "wrap_bio"})
_BRANCHES = (ast.If, ast.IfExp, ast.Match, ast.ExceptHandler)


def find(parsed: Parsed) -> Iterator[Hit]:
    if "ssl" not in parsed.imported and "urllib3" not in parsed.imported:
        return
    served = {parsed.function_of(n) for n in parsed.all(ast.Attribute) if n.attr in _SERVES}
    for node in _unverified(parsed):
        decided = any(isinstance(p, _BRANCHES) for p in parsed.parents(node))
        if not decided and parsed.function_of(node) not in served:
            start, end = span(node)
            yield Hit(start=start, end=end, message="the certificate of the peer is not verified")


def _unverified(parsed: Parsed) -> Iterator[ast.stmt | ast.expr]:
    for statement in parsed.all(ast.Assign):
        target = statement.targets[0]
        if last_name(target) == "verify_mode" and _is_none(parsed, statement.value):
            yield statement
    for call in parsed.all(ast.Call):
        asked = keyword(call, "cert_reqs")
        if asked is not None and (_is_none(parsed, asked) or text_of(asked) == "CERT_NONE"):
            yield call


def _is_none(parsed: Parsed, node: ast.expr) -> bool:
    full = parsed.origin(node) if dotted(node) else ""
    return full in ("ssl.CERT_NONE", "ssl.VerifyMode.CERT_NONE")
