"""The readiness review: systems, evidence, criteria, metrics, deployment, risks and sign-off."""

from collections.abc import Iterator, Sequence

from seatrial.certificate.acts import Deed
from seatrial.certificate.model import NotAsked
from seatrial.certificate.reports import parts
from seatrial.certificate.reports.document import (
    Cell,
    Document,
    Listing,
    Section,
    Table,
    blank,
    boxes,
    cite,
    code,
    listing,
    mark,
    say,
    section,
    table,
)
from seatrial.certificate.reports.told import GOOD, Material, share, stand, summary
from seatrial.certificate.said import in_date, told_of
from seatrial.gates.model import CheckStatus, GateResult, Status

KIND = "readiness-review"
MOST_DOCUMENTS = 60
_DIMENSIONS = {
    "Functional completeness": ("G10", "G12"),
    "Test coverage": ("G1",),
    "Documentation": ("G7", "G8"),
    "Security": ("G5", "G9"),
    "Operations": ("G4", "G6", "G11"),
    "Performance": ("G2", "G3"),
}
_DEPLOYMENT = ("G11", "G4", "G7")
_BY_PEOPLE = (
    "Release date, cut-over and who is on call",
    "Rollback decided: who decides, by which sign, until when",
    "Backup taken and restored before the release",
    "Customers and support told",
    "Monitoring after the release: who looks, and for how long",
)
_WORST = (Status.FAIL, Status.PENDING, Status.WAIVED, Status.PASS, Status.NOT_APPLICABLE)


def draft(m: Material) -> Document:
    return parts.document(KIND, "Production-readiness review", m, _sections(m))


def _sections(m: Material) -> Iterator[Section]:
    c = m.c
    yield section("Executive summary", summary(c), parts.verdicts_table(c))
    good = [g for g in c.gates if g.status in GOOD and not g.held]
    yield section("System status: ready", _systems(good))
    yield section("System status: needs work", _systems([g for g in c.gates if g not in good]))
    yield section("Validation evidence", *_evidence(m))
    yield section("Documentation", *_documentation(m))
    yield section("Criteria", "Ticked: seen to hold. Empty: fails, or nobody could look.")
    yield from (section(f"{g.gate} {g.title}", _criteria(g), depth=2) for g in c.gates if g.checks)
    yield section("Metrics and thresholds", parts.metrics(m))
    yield section("Deployment checklist", *_deployment(c.gates))
    yield section("Deferred", *_deferred(m))
    yield section("Risk register", parts.risks(c))
    yield parts.acts(c)
    yield parts.limitations(c)
    yield section("Next steps", "What closes each open gate, the failing first.")
    yield from parts.next_steps(c)
    yield parts.path(c)
    yield section("Sign-off by dimension", _dimensions(c.gates))
    yield parts.sign_off(m, ["Release captain"])


def _systems(gates: Sequence[GateResult]) -> Table:
    rows = []
    for g in gates:
        held, whole = share(g.checks)
        gap = " ".join(n.what for n in g.needs[:2])
        more = f" (and {len(g.needs) - 2} more)" if len(g.needs) > 2 else ""
        seen = say(f"{held} of {whole} checks hold", g.evidence)
        rows.append((say(f"{g.gate} {g.title}"), mark(stand(g)), seen, say(gap + more or "none")))
    return table("System | Status | Evidence | Gap", rows)


def _evidence(m: Material) -> Iterator[str | Table]:
    ran = parts.executed(m)
    if not ran.rows:
        yield "No executed result was imported: nothing here was seen to run."
    yield ran
    by: dict[str, list[str]] = {}
    for e in m.evidence:
        by.setdefault(f"{e.producer.name} {e.producer.version}".strip(), []).append(e.id)
    rows = [(say(name), say(len(ids)), cite(ids)) for name, ids in sorted(by.items())]
    yield table("Producer | Observations | Evidence", rows)


def _documentation(m: Material) -> Iterator[str | Table]:
    """What documents there are, and what was seen of them."""
    shown = m.documents[:MOST_DOCUMENTS]
    more = len(m.documents) - len(shown)
    yield f"{len(m.documents)} documents{f', the longest {len(shown)}' if more else ''}:"
    yield table(
        "Document | Lines | Read",
        [(code(d.path), say(d.lines), say(d.reason or str(d.fate))) for d in shown],
    )
    seen = [k for g in m.c.gates if g.gate in _DIMENSIONS["Documentation"] for k in g.checks]
    yield parts.checks_table([k for k in seen if k.status is not CheckStatus.NOT_APPLICABLE])
    yield "When each was last reviewed, and for whom it is, is for a person to say."


def _criteria(gate: GateResult) -> Listing:
    applies = [k for k in gate.checks if k.status is not CheckStatus.NOT_APPLICABLE]
    return boxes(
        (k.status is CheckStatus.HOLDS, say(f"{k.statement}: {k.message}", k.evidence[:1]))
        for k in applies
    )


def _deployment(gates: Sequence[GateResult]) -> Iterator[str | Listing]:
    mine = [g for name in _DEPLOYMENT for g in gates if g.gate == name]
    pairs = [entry for g in mine for entry in _criteria(g).entries]
    yield boxes((bool(e.done), e.cell) for e in pairs)
    yield "For a person to tick; nothing in the tree can show it:"
    yield boxes((False, blank(what)) for what in _BY_PEOPLE)


def _deferred(m: Material) -> Iterator[str | Listing]:
    c = m.c
    waivers = [a for a in c.acts if a.act.deed is Deed.WAIVE and in_date(a.act, c.decided_on)]
    waived = [f"{a.act.told}: {told_of(a)}" for a in waivers]
    unread = [f"{q.gate}: {q.statement} ({q.reason})" for q in _not_asked(m)]
    yield listing([*waived, *unread])
    if not waived:
        yield "Nothing was waived: no person has agreed to defer anything."
    yield listing([blank("what is deferred on purpose, by whom, until when")])


def _not_asked(m: Material) -> Sequence[NotAsked]:
    model = m.c.reading.model
    return model.not_asked if model else ()


def _dimensions(gates: Sequence[GateResult]) -> Table:
    named = {g for names in _DIMENSIONS.values() for g in names}
    other = {"Other gates": tuple(g.gate for g in gates if g.gate not in named)}
    rows = [
        _dimension(name, [g for g in gates if g.gate in names])
        for name, names in {**_DIMENSIONS, **other}.items()
    ]
    overall = _dimension("Overall release readiness", list(gates))
    return table(
        "Dimension | Status | Owner | Decision | Date | Notes",
        [*(r for r in rows if r), *([overall] if overall else [])],
    )


def _dimension(name: str, gates: Sequence[GateResult]) -> tuple[Cell, ...]:
    if not gates:
        return ()
    worst = min(gates, key=_rank)
    notes = ", ".join(f"{g.gate} {stand(g)}" for g in gates)
    return (
        say(name), mark(stand(worst)), blank("name"), blank("decision"), blank("date"), say(notes),
    )  # fmt: skip


def _rank(gate: GateResult) -> int:
    """A held gate is no better than one that waits."""
    at = _WORST.index(gate.status)
    return min(at, _WORST.index(Status.PENDING)) if gate.held else at
