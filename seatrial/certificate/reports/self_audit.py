"""The self-audit: categories with their checks and pass rates, and the gaps that are critical."""

from collections.abc import Iterator

from seatrial.certificate.detection import Detection
from seatrial.certificate.reports import parts
from seatrial.certificate.reports.document import (
    Cell,
    Document,
    Listing,
    Section,
    Table,
    blank,
    cite,
    code,
    listing,
    mark,
    say,
    section,
    table,
)
from seatrial.certificate.reports.told import (
    ESTABLISHED,
    Material,
    percent,
    share,
    stand,
    summary,
    with_status,
)
from seatrial.certificate.stability import Stability
from seatrial.evidence.model import Severity
from seatrial.gates.model import CheckResult, CheckStatus

KIND = "self-audit"
_UNKNOWN = (CheckStatus.MISSING, CheckStatus.UNAVAILABLE)


def draft(m: Material) -> Document:
    return parts.document(KIND, "Self-audit", m, _sections(m))


def _sections(m: Material) -> Iterator[Section]:
    yield section(
        "Results",
        summary(m.c),
        "The pass rate counts checks that hold among those that apply; what nobody looked at"
        " counts as not passed.",
        _categories(m),
    )
    yield section("Confidence", *_confidence(m))
    yield section("Critical gaps", *_gaps(m))
    yield section("Recommendations", "What closes each open gate, the failing first.")
    yield from parts.next_steps(m.c)
    yield parts.acts(m.c)
    yield parts.limitations(m.c)
    yield parts.sign_off(m, ["Auditor", "Release captain"])


def _categories(m: Material) -> Table:
    rows = [_row(f"{g.gate} {g.title}", list(g.checks), stand(g)) for g in m.c.gates]
    every = [k for g in m.c.gates for k in g.checks]
    columns = "Category | Checks that apply | Passed | Failed | Not known | Pass rate | Status"
    return table(columns, [*rows, _row("TOTAL", every, "")])


def _row(name: str, checks: list[CheckResult], status: str) -> tuple[Cell, ...]:
    held, whole = share(checks)
    weighing = [k for k in checks if k.weighs]
    failed = sum(k.status is CheckStatus.FAILS for k in weighing)
    unknown = sum(k.status in _UNKNOWN for k in weighing)
    counts = (say(whole), say(held), say(failed), say(unknown), say(percent(held, whole)))
    return say(name), *counts, mark(status) if status else say("")


def _confidence(m: Material) -> Iterator[str | Table]:
    """What is measured of how far this may be trusted; no number that nobody measured."""
    weighing = [k for g in m.c.gates for k in g.checks if k.weighs]
    seen = sum(k.status in ESTABLISHED or k.status is CheckStatus.NOT_APPLICABLE for k in weighing)
    yield f"Evidence settles {seen} of {len(weighing)} checks ({percent(seen, len(weighing))})."
    model = m.c.reading.model
    if model is None or not model.asked:
        yield "No model's answer is part of this audit, so there is no calibrated rate to state."
    else:
        yield f"Of the model, measured {model.measured or 'never'}, by question:"
        rows = [
            (
                say(q.statement),
                say(f"{q.found} of {q.bad}"),
                say(f"{q.false} of {q.clean}"),
                say(f"{q.alarms} of {q.ordinary}"),
            )
            for q in model.asked
        ]
        yield table("Question | Finds | Alarms on look-alikes | Alarms on ordinary code", rows)
    yield from _detection(m.c.detection)
    yield from _stability(m.c.stability)
    told = (say("Overall confidence"), blank("a person's own judgement, with its reason"))
    yield table("Judgement | Value", [told])


def _detection(d: Detection | None) -> Iterator[str | Table]:
    """What was found of faults that were planted in a copy of the tree."""
    if d is None:
        yield "No fault was planted, so it is not known what this audit would have missed."
        return
    yield f"This audit {d.summary}. Drawn by the seed {d.seed}."
    rows = [(say(g.gate), say(g.faults.told), say(g.decoys.told)) for g in d.gates]
    if rows:
        yield table("Gate | Planted faults found | Decoys flagged", rows)
    if d.reliability:
        yield f"How far the confidence stated before fits: {d.reliability.summary}."


def _stability(s: Stability | None) -> Iterator[str]:
    """What several audits had in common."""
    if s is None:
        yield "The snapshot was audited once, so it is not known how stable the outcome is."
        return
    yield f"Stability: {s.summary}."
    if s.loud:
        yield f"{s.loud}."


def _gaps(m: Material) -> Iterator[str | Table | Listing]:
    failing = [
        (say(g.gate), say(k.statement), mark(k.severity), say(k.message), cite(k.evidence))
        for g in m.c.gates
        for k in with_status(g, CheckStatus.FAILS)
        if k.severity.rank >= Severity.HIGH.rank and not k.waived
    ]
    unknown = [
        (say(g.gate), say(k.statement), code(k.check), say(k.message))
        for g in m.c.gates
        for k in with_status(g, *_UNKNOWN)
        if k.severity.rank >= Severity.HIGH.rank and k.weighs
    ]
    yield f"{len(failing)} checks of high or critical severity fail."
    yield table("Gate | Check | Severity | What was seen | Evidence", failing)
    yield f"{len(unknown)} such checks were not looked at, so nobody knows."
    yield table("Gate | Check | Id | Why", unknown)
    held = [f"{f} holds {g.gate} until a person rules on it" for g in m.c.gates for f in g.held_by]
    yield listing(held)
