"""How strongly a model chose: the log probabilities of its first answer token, added up."""

import math
from collections.abc import Iterable

from seatrial.llm.backend import BackendUnavailable

OFF_MENU = -30.0
TOP = 20
_LEAST_MASS = 0.01
_ROUNDING = 0.01  # a logarithm of a probability is at most 0, but for what engines round


def margin(top: Iterable[tuple[str, float]], answers: tuple[str, str] = ("yes", "no")) -> float:
    """logprob(first answer) - logprob(second) over every spelling among the likeliest tokens, in
    nats.

    A side that is not among them is at most as likely as the least of them, and is taken so.
    Where the two together have less than 1 % of the probability, the model answered something
    else: that is OFF_MENU, below every threshold, never read as the nearer of the two.
    Raises BackendUnavailable for what is no logarithm of a probability: not a number, infinite.
    """
    listed = list(top)
    for token, logarithm in listed:
        if not (math.isfinite(logarithm) and logarithm <= _ROUNDING):
            raise BackendUnavailable(
                f"the model gave {logarithm!r} as log probability of {token[:40]!r}"
            )
    first, second = ([p for token, p in listed if _spelt(token) == a.lower()] for a in answers)
    if sum(math.exp(p) for p in first + second) < _LEAST_MASS:
        return OFF_MENU
    least = min(p for _, p in listed)
    return _sum_in_logs(first or [least]) - _sum_in_logs(second or [least])


def _spelt(token: str) -> str:
    return token.strip(" \t\n▁Ġ\"'*_.:").lower()


def _sum_in_logs(logs: list[float]) -> float:
    most = max(logs)
    return most + math.log(sum(math.exp(p - most) for p in logs))
