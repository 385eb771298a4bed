"""How strongly a model said yes: the log probabilities of its first answer token, added up."""

import math
from collections.abc import Iterable

OFF_MENU = -30.0
TOP = 20
_LEAST_MASS = 0.01


def yes_margin(top: Iterable[tuple[str, float]]) -> float:
    """logprob(yes) - logprob(no) over every spelling among the likeliest tokens, in nats.

    A side that is not among them is at most as likely as the least of them, and is taken so.
    Where yes and no together have less than 1 % of the probability, the model answered something
    else: that is OFF_MENU, below every threshold, never read as the nearer of the two.
    """
    listed = list(top)
    yes = [p for token, p in listed if _spelt(token) == "yes"]
    no = [p for token, p in listed if _spelt(token) == "no"]
    if sum(math.exp(p) for p in yes + no) < _LEAST_MASS:
        return OFF_MENU
    least = min(p for _, p in listed)
    return _sum_in_logs(yes or [least]) - _sum_in_logs(no or [least])


def _spelt(token: str) -> str:
    return token.strip(" \t\n▁Ġ\"'*_.").lower()


def _sum_in_logs(logs: list[float]) -> float:
    most = max(logs)
    return most + math.log(sum(math.exp(p - most) for p in logs))
