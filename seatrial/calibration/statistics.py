"""The few statistics of a calibration: area under the curve, and threshold."""

import math
from collections.abc import Sequence

from seatrial.shares import wilson

# At most this share of ordinary excerpts may be suspected: real code is nearly always clean.
MOST_ALARMS = 0.04
LEAST_AUC = 0.7


def auc(bad: Sequence[float], clean: Sequence[float]) -> float:
    """P(a bad example scores above a clean one), ties counting half (Mann-Whitney)."""
    if not bad or not clean:
        return 0.0
    above = sum((b > c) + 0.5 * (b == c) for b in bad for c in clean)
    return above / (len(bad) * len(clean))


def threshold(clean: Sequence[float], ordinary: Sequence[float]) -> float:
    """The lowest score that keeps false alarms rare: above it lie at most MOST_ALARMS of the
    ordinary excerpts and at most one in eight of the clean examples."""
    return max(_quantile(ordinary, MOST_ALARMS), _quantile(clean, 1 / 8))


def least_threshold(clean: Sequence[float], ordinary: Sequence[float], wanted: int) -> float:
    """The least that `threshold` can come to once `wanted` ordinary excerpts have been answered,
    when `ordinary` of them have."""
    below = [-math.inf] * (wanted - len(ordinary))
    return threshold(clean, [*ordinary, *below])


def told_from_alarms(found: int, bad: int, alarms: int, good: int) -> bool:
    """True when bad examples are suspected more often than good code beyond doubt: the intervals
    (Wilson, 95 %) of the two shares do not touch."""
    return wilson(found, bad)[0] > wilson(alarms, good)[1]


def _quantile(values: Sequence[float], share: float) -> float:
    """The least value with at most `share` of `values` above it; -inf when there are none."""
    if not values:
        return -math.inf
    ranked = sorted(values, reverse=True)
    return ranked[min(len(ranked) - 1, math.floor(share * len(ranked)))]
