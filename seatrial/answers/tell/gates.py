"""Gates: which pass, fail and wait, why one does, and what closes it."""

from collections.abc import Iterable, Iterator, Sequence

from seatrial.answers.known import Known, Told
from seatrial.answers.model import Sentence
from seatrial.answers.sheet import WHOLE
from seatrial.answers.tell.checks import ended
from seatrial.evidence.model import Evidence, Outcome
from seatrial.gates.model import CheckStatus, GateResult, Status

_MOST = 6  # open checks of a gate that are told one by one
_MOST_IDS = 20
_GROUPS = {
    "failing": (Status.FAIL,),
    "pending": (Status.PENDING,),
    "passing": (Status.PASS,),
    "waived": (Status.WAIVED,),
    "open": (Status.FAIL, Status.PENDING),
}


def gates(known: Known) -> Told:
    """All of them, and those of each status, with the reason where it is not simply met."""
    every = known.judged.gates
    told: dict[str, list[Sentence]] = {WHOLE: [_listed(known, every, "Gates")]}
    for name, statuses in _GROUPS.items():
        mine = [g for g in every if g.status in statuses]
        told[name] = [_listed(known, mine, f"{len(mine)} of {len(every)} gates are {name}", every)]
        if Status.PASS not in statuses:
            told[name] += [head(known, g) for g in mine]
    return told


def _listed(
    known: Known, mine: Sequence[GateResult], lead: str, every: Sequence[GateResult] = ()
) -> Sentence:
    named = ", ".join(f"{g.gate} {g.title} {g.status}" for g in mine)
    text = f"{lead}: {named}." if mine else f"{lead}."
    return known.quoting(text, (), evidence_of(known, mine or every))


def head(known: Known, result: GateResult) -> Sentence:
    text = f"{result.gate} {result.title} is {result.status}: {ended(result.reason)}"
    return known.quoting(text, (), evidence_of(known, [result]))


def evidence_of(known: Known, mine: Iterable[GateResult]) -> list[Evidence]:
    """What weighs most in the decision: what fails, else what was looked at."""
    gates = list(mine)
    ids = [i for g in gates for c in g.checks if c.status is CheckStatus.FAILS for i in c.evidence]
    ids = ids or [i for g in gates for i in g.evidence]
    return [known.by_id[i] for i in ids if i in known.by_id][:_MOST_IDS]


def gate(known: Known) -> Told:
    """By id or title: the status, why it is so, and the places behind it."""
    return _by_name(known, {g.gate: list(_why(known, g)) for g in known.judged.gates})


def gate_needs(known: Known) -> Told:
    """By id or title: what would close it, who can give it, the command."""
    return _by_name(known, {g.gate: list(_needs(known, g)) for g in known.judged.gates})


def _by_name(known: Known, told: dict[str, list[Sentence]]) -> Told:
    titles = {g.title.lower(): told[g.gate] for g in known.judged.gates}
    return {**{t: s for t, s in titles.items() if " " not in t}, **told}


def _why(known: Known, result: GateResult) -> Iterator[Sentence]:
    yield head(known, result)
    open_ = [c for c in result.checks if c.status is CheckStatus.FAILS and c.weighs]
    for check in sorted(open_, key=lambda c: -c.severity.rank)[:_MOST]:
        seen = known.of(check.check, Outcome.FAILS)
        places = [p for e in seen for p in e.places][:2]
        text = f"{check.check} ({check.severity}): {ended(check.message)}"
        yield known.quoting(text, places, seen)
    waiting = [c for c in result.checks if c.weighs and _waits(c.status)]
    if waiting:
        named = ", ".join(c.check for c in waiting)
        text = f"Not established: {named}."
        yield known.quoting(text, (), evidence_of(known, [result]))


def _waits(status: CheckStatus) -> bool:
    return status in (CheckStatus.MISSING, CheckStatus.UNAVAILABLE)


def _needs(known: Known, result: GateResult) -> Iterator[Sentence]:
    behind = evidence_of(known, [result])
    if not result.needs:
        yield known.quoting(f"{result.gate} {result.title} is {result.status}.", (), behind)
        return
    text = f"{result.gate} {result.title} is {result.status}; {len(result.needs)} things close it:"
    yield known.quoting(text, (), behind)
    for need in result.needs:
        command = f" Command: {need.command}" if need.command else ""
        text = f"{need.check}: {ended(need.what)} Given by {need.given_by}.{command}"
        yield known.quoting(text, (), known.of(need.check) or behind)
