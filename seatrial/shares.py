"""Shares that were counted, each with its interval: no share is told without its number."""

import math

from seatrial.frozen import Frozen


class Share(Frozen):
    """`hits` of `of`, with Wilson's interval (95 %) as shares between 0 and 1."""

    hits: int
    of: int
    low: float
    high: float

    @property
    def told(self) -> str:
        """`41 of 48 (72–93 %)`, or `none planted`."""
        if not self.of:
            return "none planted"
        return f"{self.hits} of {self.of} ({100 * self.low:.0f}–{100 * self.high:.0f} %)"


def share_of(hits: int, of: int) -> Share:
    low, high = wilson(hits, of)
    return Share(hits=hits, of=of, low=round(low, 4), high=round(high, 4))


def wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's interval for a share (E. B. Wilson, 1927), 95 % by default."""
    if not of:
        return 0.0, 1.0
    share = hits / of
    middle = share + z * z / (2 * of)
    spread = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (
        max(0.0, (middle - spread) / (1 + z * z / of)),
        min(1.0, (middle + spread) / (1 + z * z / of)),
    )
