"""How often a finding of a rule is right, as far as that was measured; nothing is guessed.

Of a tool's rule it is known from trials, where faults and decoys were planted (rates.json). Of a
question it follows from its calibration and from how often the model suspected something here.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files

from seatrial.certificate.detection import Confidence
from seatrial.certificate.model import Asked, ModelReading
from seatrial.evidence.finding import Finding, Source
from seatrial.frozen import Frozen
from seatrial.shares import share_of, wilson

NOT_MEASURED = "not measured"


class Basis(StrEnum):
    """What a rate was counted from."""

    JUDGED = "judged by people"
    TRIALS = "trials"


class Counted(Frozen):
    """How many findings of a rule were right and how many were not."""

    right: int
    wrong: int


class Rates(Frozen):
    """What was counted of each rule, on the day `measured_on`, in `where`."""

    basis: Basis
    measured_on: str
    where: str
    rules: Mapping[str, Counted]


class RatesFile(Frozen):
    """The tables that are shipped; the first that knows a rule speaks of it."""

    tables: tuple[Rates, ...]


@cache
def shipped_rates() -> tuple[Rates, ...]:
    content = (files("seatrial.certificate") / "rates.json").read_bytes()
    return RatesFile.model_validate_json(content).tables


def confidence_of(
    findings: Iterable[Finding], model: ModelReading | None, rates: Sequence[Rates] | None = None
) -> tuple[Confidence, ...]:
    """One for every rule that made one of `findings`, by rule. `rates` are ours by default."""
    asked = {q.question: q for q in model.asked} if model else {}
    tables = shipped_rates() if rates is None else rates
    rules = sorted({(f.rule, f.source) for f in findings})
    return tuple(
        _of_tool(rule, tables) if source is Source.TOOL else _of_question(rule, asked.get(rule))
        for rule, source in rules
    )


def _of_tool(rule: str, tables: Sequence[Rates]) -> Confidence:
    for table in tables:
        counted = table.rules.get(rule)
        if counted is None or not counted.right + counted.wrong:
            continue
        share = share_of(counted.right, counted.right + counted.wrong)
        return Confidence(
            rule=rule,
            source=Source.TOOL,
            share=round(share.hits / share.of, 4),
            low=share.low,
            high=share.high,
            n=share.of,
            grounds=f"{_counted(table.basis, counted)}, {table.where} ({table.measured_on})",
        )
    return _unknown(
        rule, Source.TOOL, f"{NOT_MEASURED}: this check fired in no trial that is counted"
    )


def _counted(basis: Basis, counted: Counted) -> str:
    if basis is Basis.JUDGED:
        return f"people judged {counted.right} right and {counted.wrong} wrong"
    return f"on planted code: it fired at {counted.right} faults and {counted.wrong} decoys"


def _unknown(rule: str, source: Source, why: str) -> Confidence:
    return Confidence(rule=rule, source=source, grounds=why)


def _of_question(rule: str, q: Asked | None) -> Confidence:
    """Of what the model suspected here, the share that is not the false alarms of ordinary code.

    The base rate is estimated from how often it suspected something here (W. J. Rogan, B. Gladen,
    1978): with s of this tree's excerpts suspected, t of bad examples found and f of ordinary ones
    suspected, p = t (s - f) / (s (t - f)). The interval takes Wilson's bounds of all three where
    they are worst and best.
    """
    if q is None or not (q.bad and q.ordinary and q.asked and q.suspicious):
        why = f"{NOT_MEASURED}: the model was tried on no ordinary excerpt that it fits"
        return _unknown(rule, Source.MODEL, why)
    s, t, f = (
        (hits / of, *wilson(hits, of))
        for hits, of in ((q.suspicious, q.asked), (q.found, q.bad), (q.alarms, q.ordinary))
    )
    return Confidence(
        rule=rule,
        source=Source.MODEL,
        share=round(precision(s[0], t[0], f[0]), 4),
        low=round(precision(s[1], t[2], f[2]), 4),
        high=round(precision(s[2], t[1], f[1]), 4),
        n=q.asked + q.bad + q.ordinary,
        grounds=(
            f"suspected {q.suspicious} of {q.asked} excerpts here, {q.found} of {q.bad} bad"
            f" examples and {q.alarms} of {q.ordinary} ordinary ones, before it was challenged"
        ),
    )


def precision(suspected: float, found: float, alarms: float) -> float:
    """The share of suspicions that are right, between 0 and 1; see `_of_question`."""
    if suspected <= alarms or found <= alarms:
        return 0.0  # no more often than ordinary code is suspected
    if not alarms:
        return 1.0
    return min(1.0, found * (suspected - alarms) / (suspected * (found - alarms)))
