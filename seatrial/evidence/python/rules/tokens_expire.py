"""A signed token says until when it is good: whoever finds one later must not be let in.

Only claims that are written out, here or once in the same function, and then left alone. One that
can be taken back by its own id, or that says its end in words of its own, is left alone too.
"""

import ast
import re
from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.parsed import Parsed, keyword, span, text_of
from seatrial.snapshot.model import Role

CHECK = Check(
    id="security.tokens-expire",
    statement="No signed token that Python code makes lives for ever",
    gate="G5",
    severity=Severity.MEDIUM,
    remedy='Add an "exp" claim: the time after which the token is refused.',
    effort="S",
    maps=("CWE-613",),
)
ROLES = (Role.SOURCE,)
_MAKES = frozenset({"jwt.encode", "jose.jwt.encode"})  # PyJWT, python-jose
_ENDS = re.compile(r"(?i)exp|ttl|until|valid|lifetime|max_?age|jti|session|^sid$|nonce")


def find(parsed: Parsed) -> Iterator[Hit]:
    if "jwt" not in parsed.imported and "jose" not in parsed.imported:
        return
    for call in parsed.all(ast.Call):
        claims = _claims(parsed, call) if parsed.origin(call.func) in _MAKES else None
        if claims is not None and _never_ends(claims):
            start, end = span(call)
            yield Hit(start=start, end=end, message='the token is made without an "exp" claim')


def _claims(parsed: Parsed, call: ast.Call) -> ast.Dict | None:
    given = call.args[0] if call.args else keyword(call, "payload") or keyword(call, "claims")
    if isinstance(given, ast.Name):
        given = _written(parsed, given)
    return given if isinstance(given, ast.Dict) else None


def _written(parsed: Parsed, name: ast.Name) -> ast.expr | None:
    """What the function gives the name, once; nothing if anything else is done with it than to
    read a claim."""
    function = parsed.function_of(name)
    if function is None:
        return None
    same = [n for n in ast.walk(function) if isinstance(n, ast.Name) and n.id == name.id]
    stored = [n for n in same if isinstance(n.ctx, ast.Store)]
    loaded = [n for n in same if n not in stored and n is not name]
    if len(stored) != 1 or not all(_only_reads(parsed, n) for n in loaded):
        return None
    made = parsed.parent(stored[0])
    if isinstance(made, ast.Assign) and len(made.targets) > 1:
        return None
    return made.value if isinstance(made, ast.Assign | ast.AnnAssign) else None


def _only_reads(parsed: Parsed, use: ast.Name) -> bool:
    parent = parsed.parent(use)
    if isinstance(parent, ast.Call):
        return parsed.origin(parent.func) in _MAKES
    return isinstance(parent, ast.Subscript) and isinstance(parent.ctx, ast.Load)


def _never_ends(claims: ast.Dict) -> bool:
    """Every claim is seen, and none speaks of an end."""
    names = [text_of(key) for key in claims.keys]
    return bool(names) and all(name and not _ENDS.search(name) for name in names)
