"""Where what a request carries goes within one function, statement by statement.

Precision first: only what surely comes from the request is followed, a check of any kind ends it,
what an unknown function makes of it is its own affair, and a branch that constants decide against
is not taken.
"""

from collections.abc import Sequence
from functools import lru_cache

from seatrial.evidence.python.flow.statements import Walk
from seatrial.evidence.python.flow.values import FRAMEWORKS, Flow
from seatrial.evidence.python.parsed import Parsed

__all__ = ["Flow", "flows_of"]


@lru_cache(maxsize=1)
def flows_of(parsed: Parsed) -> Sequence[Flow]:
    """Every place of the file where something dangerous reaches something that trusts it."""
    if not (parsed.imported & FRAMEWORKS):
        return ()
    return [flow for function in parsed.functions() for flow in Walk(parsed, function).flows()]
