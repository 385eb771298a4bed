"""What is read, in which order, and what is left when the allowance is used up."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from seatrial.agents.excerpts import Excerpt
from seatrial.agents.model import Asking, Pick, Unread
from seatrial.evidence.model import Severity
from seatrial.frozen import Frozen
from seatrial.llm.budget import raw_count as count
from seatrial.prompts.book import CatalogueQuestion
from seatrial.settings import Depth

# Tokens that a minute buys, whatever the machine: about what the embedded model evaluates on two
# cores. Fixed, so that a fast machine and a slow one read the same.
TOKENS_A_MINUTE = 3000
OVER_BUDGET = "the budget was used up before it"


class Reading(Frozen):
    """One excerpt with every question that will be asked of it, all in a row."""

    excerpt: str
    askings: tuple[Asking, ...]


def asked_at(depth: Depth, book: Iterable[CatalogueQuestion]) -> list[CatalogueQuestion]:
    """The questions of a depth: standard asks those of high severity, deep asks all."""
    if depth is Depth.QUICK:
        return []
    least = Severity.HIGH if depth is Depth.STANDARD else Severity.INFO
    return [q for q in book if q.severity.rank >= least.rank]


def plan(
    picks: Sequence[Pick],
    excerpts: Mapping[str, Excerpt],
    cost: Callable[[Asking], int],
    allowance: int,
) -> tuple[list[Reading], list[Unread]]:
    """Readings within `allowance` tokens, riskiest first chosen, returned in excerpt order.

    An excerpt costs its own tokens once and those of each of its askings (`cost`). An allowance
    of 0 is no limit.
    """
    askings: dict[str, set[Asking]] = defaultdict(set)
    risk: dict[str, float] = defaultdict(float)
    for pick in picks:
        askings[pick.excerpt].update(pick.askings)
        risk[pick.excerpt] += pick.risk
    by_risk = sorted(askings, key=lambda e: (-risk[e], excerpts[e].path, excerpts[e].start))
    chosen, left, spent = [], [], 0
    for excerpt in by_risk:
        whole = count(excerpts[excerpt].text) + sum(map(cost, askings[excerpt]))
        if allowance and spent + whole > allowance:
            left.append(excerpt)
        else:
            spent += whole
            chosen.append(excerpt)
    readings = [
        Reading(excerpt=e, askings=tuple(sorted(askings[e], key=lambda a: a.order)))
        for e in sorted(chosen, key=lambda e: (excerpts[e].path, excerpts[e].start))
    ]
    return readings, [u for e in left for u in unread(excerpts[e], askings[e], OVER_BUDGET)]


def unread(excerpt: Excerpt, askings: Iterable[Asking], reason: str) -> list[Unread]:
    """What is not asked of `excerpt`, and why."""
    return [
        Unread(
            question=a.question, path=excerpt.path, start=excerpt.start, end=excerpt.end,
            reason=reason,
        )
        for a in sorted(askings, key=lambda a: a.order)
    ]  # fmt: skip
