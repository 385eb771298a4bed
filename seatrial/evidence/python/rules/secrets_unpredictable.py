"""What must not be guessed is not drawn from a generator that can be predicted."""

import ast
import re
from collections.abc import Iterator

from seatrial.evidence.model import Check, Severity
from seatrial.evidence.python.facts import Hit
from seatrial.evidence.python.flow import flows_of
from seatrial.evidence.python.flow.values import GUESSED, is_weak_random
from seatrial.evidence.python.parsed import Parsed, own_nodes
from seatrial.snapshot.model import Role

CHECK = Check(
    id="security.secrets-unpredictable",
    statement="No session, cookie or token of Python comes from the module random",
    gate="G5",
    severity=Severity.MEDIUM,
    remedy="Draw it with the module secrets: token_urlsafe, token_hex, randbelow.",
    effort="S",
    maps=("CWE-330", "CWE-338"),
)
ROLES = (Role.SOURCE,)


_SAID = "the module random can be predicted, and this must not be guessed"
# A function that says it makes what must not be guessed; what a model samples is no secret.
_MAKES = re.compile(
    r"(?i)_?((generate|gen|make|create|new|random|reset|issue)_(\w+_)?(token|password|passwd|secret|otp"
    r"|api_?key|session_?id|nonce)|(reset|access|auth|session|csrf|api|verification)_token)"
)
_MODELS = frozenset("numpy torch tensorflow transformers jax".split())


def find(parsed: Parsed) -> Iterator[Hit]:
    for flow in flows_of(parsed):
        if flow.threat == GUESSED:
            yield Hit(start=flow.start, end=flow.end, message=_SAID)
    if "random" in parsed.imported and not parsed.imported & _MODELS:
        yield from _in_makers(parsed)


def _in_makers(parsed: Parsed) -> Iterator[Hit]:
    for function in parsed.functions():
        if not _MAKES.fullmatch(function.name):
            continue
        calls = (n for n in own_nodes(function.body) if isinstance(n, ast.Call))
        drawn = [c for c in calls if is_weak_random(parsed, c)]
        if drawn:
            line = min(call.lineno for call in drawn)
            yield Hit(start=line, end=line, message=_SAID)
