"""How well stated confidence fits what turned out: Brier score and reliability table.

An outcome is labelled when it is known whether a finding was right: it stands at a planted fault
(true) or at a decoy (false), or a person has confirmed (true) or dismissed (false) it.
"""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

from seatrial.frozen import Frozen
from seatrial.shares import Share, share_of

BINS = 5


class Label(StrEnum):
    """How it is known whether a finding was right."""

    PLANTED = "planted"
    DECOY = "decoy"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"

    @property
    def right(self) -> bool:
        return self in (Label.PLANTED, Label.CONFIRMED)


class Labelled(Frozen):
    """One finding of `rule`, the confidence that was stated before (None when none was measured),
    and how it turned out."""

    rule: str
    stated: float | None
    label: Label


class Bin(Frozen):
    """Findings whose stated confidence lies from `low` up to `high` (the last bin holds 1): their
    mean confidence, and the share that was right."""

    low: float
    high: float
    n: int
    stated: float
    observed: Share


class Reliability(Frozen):
    """`brier` is the mean of (stated - right)² over `n` labelled findings (G. W. Brier, 1950): 0 is
    best, 0.25 is what always saying one half gets; None when `n` is 0. `unstated` findings were
    labelled and had no measured confidence; `labels` counts all by how they are known."""

    n: int
    brier: float | None
    bins: tuple[Bin, ...]
    unstated: int
    labels: dict[str, int]

    @property
    def summary(self) -> str:
        known = ", ".join(f"{n} {label}" for label, n in self.labels.items())
        if self.brier is None:
            return f"no labelled finding had a measured confidence ({known})"
        left = f"; {self.unstated} more had none that was measured" if self.unstated else ""
        return f"Brier score {self.brier:.3f} over {self.n} labelled findings ({known}){left}"

    @property
    def rows(self) -> list[str]:
        """One line a bin that is not empty."""
        return [
            f"stated {b.low:.1f}–{b.high:.1f}: mean {b.stated:.2f}, right {b.observed.told}"
            for b in self.bins
        ]


def reliability(outcomes: Sequence[Labelled]) -> Reliability | None:
    """What `outcomes` show; None when nothing is labelled. The order changes nothing."""
    if not outcomes:
        return None
    pairs = sorted((o.stated, o.label.right) for o in outcomes if o.stated is not None)
    squares = [(stated - right) ** 2 for stated, right in pairs]
    labels = Counter(str(o.label) for o in outcomes)
    return Reliability(
        n=len(pairs),
        brier=round(sum(squares) / len(squares), 4) if squares else None,
        bins=tuple(_bins(pairs)),
        unstated=len(outcomes) - len(pairs),
        labels={str(kind): labels[kind] for kind in Label if labels[kind]},
    )


def _bins(pairs: Sequence[tuple[float, bool]]) -> list[Bin]:
    filled: dict[int, list[tuple[float, bool]]] = {}
    for stated, right in pairs:
        filled.setdefault(min(int(stated * BINS), BINS - 1), []).append((stated, right))
    return [_bin(number, filled[number]) for number in sorted(filled)]


def _bin(number: int, pairs: Sequence[tuple[float, bool]]) -> Bin:
    return Bin(
        low=number / BINS,
        high=(number + 1) / BINS,
        n=len(pairs),
        stated=round(sum(stated for stated, _ in pairs) / len(pairs), 4),
        observed=share_of(sum(right for _, right in pairs), len(pairs)),
    )
