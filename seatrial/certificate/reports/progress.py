"""The progress report: phases, milestones, metrics, what changed since earlier runs, next steps."""

from collections.abc import Iterator, Sequence

from seatrial.certificate.model import Phase
from seatrial.certificate.reports import parts, trend
from seatrial.certificate.reports.document import (
    Cell,
    Document,
    Listing,
    Section,
    Table,
    blank,
    boxes,
    listing,
    mark,
    say,
    section,
    table,
)
from seatrial.certificate.reports.told import (
    GOOD,
    Material,
    open_gates,
    percent,
    share,
    stand,
    summary,
)
from seatrial.certificate.said import in_date, said_of
from seatrial.certificate.signers import signed_by
from seatrial.evidence.finding import Finding, where
from seatrial.gates.model import CheckResult, Level

KIND = "progress"
MOST_TOLD = 25
_NOTES = (
    "decisions that were taken, and why",
    "what was harder than expected, and what was learned",
    "how sure you are, and how great the risk is, in a person's own judgement",
)


def draft(m: Material) -> Document:
    return parts.document(KIND, "Progress report", m, _sections(m))


def _sections(m: Material) -> Iterator[Section]:
    c = m.c
    done = sum(g.status in GOOD and not g.held for g in c.gates)
    yield section(
        "Overall",
        f"{done} of {len(c.gates)} gates are closed ({percent(done, len(c.gates))}).",
        summary(c),
    )
    yield section("Phases", _phases(m))
    yield section("Milestones", *_milestones(m))
    yield section("Metrics", parts.metrics(m))
    yield section("Trend", trend.runs(m))
    yield section("Since the run before", *_since(m))
    yield section("Step back", *_step_back(m))
    said = said_of(c)
    left = [f for f in c.findings if f.fingerprint not in said or not said[f.fingerprint].lets_be]
    yield section("Open findings", _told(left))
    yield section("Size", *_sizes(m))
    yield section("Work", _work(m))
    yield section("Next steps", "What closes each open gate, the failing first.")
    yield from parts.next_steps(c)
    yield section("Notes", listing(blank(what) for what in _NOTES))
    yield parts.acts(c)
    yield parts.limitations(c)
    yield parts.sign_off(m, ["Author", "Release captain"])


def _phases(m: Material) -> Table:
    gates = {g.gate: g for g in m.c.gates}

    def checks(phase: Phase) -> list[CheckResult]:
        return [k for g in phase.gates for k in gates[g].checks]

    rows = []
    for p in m.c.phases:
        held, whole = share(checks(p))
        told = ", ".join(f"{g} {status}" for g, status in p.gates.items())
        completion = f"{percent(held, whole)} ({held} of {whole} checks)"
        rows.append((say(p.name), mark(p.status), say(completion), say(told)))
    return table("Phase | Status | Completion | Gates", rows)


def _milestones(m: Material) -> Iterator[str | Listing | Table]:
    c, levels = m.c, list(Level)
    at = levels.index(c.level)
    reached = [(levels.index(level) <= at, say(f"Level {level}")) for level in levels[1:]]
    yield boxes(reached)
    yield f"Conditions for production: {c.conditions_met} met, {c.conditions_pending} pending."
    yield parts.conditions(c)
    yield table("Milestone | Date", [(blank("milestone of the plan"), blank("date"))])


def _since(m: Material) -> Iterator[str | Listing | Table]:
    if not m.earlier:
        yield "There is no earlier run of this folder to compare with."
        return
    before = m.earlier[-1]
    yield f"Compared with run {before.run} of {before.certificate.decided_on}."
    if before.certificate.repository.tree == m.c.repository.tree:
        yield "Both are of the same tree: what differs is not the code."
    yield trend.gates_moved(before.certificate, m.c)
    new, gone = trend.findings_moved(before.certificate, m.c)
    yield f"{len(new)} findings are new."
    yield _told(new)
    yield f"{len(gone)} are not seen again; a baseline tells which of them are gone for certain."
    yield _told(gone)


def _told(findings: Sequence[Finding]) -> Listing:
    told = [f"{f.severity}, {f.gate}: {f.claim}{_at(f)}" for f in findings[:MOST_TOLD]]
    more = len(findings) - MOST_TOLD
    return listing([*told, *([f"and {more} more"] if more > 0 else [])])


def _at(finding: Finding) -> str:
    path, line = where(finding)
    return f" ({path}:{line})" if path else ""


def _step_back(m: Material) -> Iterator[str | Listing]:
    signed = m.signed
    yield listing([*signed.notes, *signed.lost])
    if signed.certificate is None:
        yield "No earlier certificate of this folder was signed: there is none to step back from."
    else:
        worse = list(trend.regressions(signed.certificate, m.issued.certificate))
        yield (
            f"Against run {signed.certificate.run.run}, the last that was signed, by"
            f" {signed_by(signed.signers)}: {len(worse) or 'no'} step{_s(len(worse))} back."
        )
        yield listing(worse)
    if trend.refused(m.policy, signed, m.issued.certificate):
        yield f"REFUSED: the policy {m.policy.name!r} lets no run step back."


def _s(n: int) -> str:
    return "s" if n > 1 else ""


def _sizes(m: Material) -> Iterator[str | Table]:
    here = m.c.repository
    yield f"{here.files} paths, {here.lines} lines of text."
    for what, lines in (("Language", here.languages), ("Role", m.c.reading.roles)):
        rows: list[tuple[Cell, ...]] = [(say(name), say(n)) for name, n in lines.items()]
        yield table(f"{what} | Lines", rows)


def _work(m: Material) -> Table:
    waived = (a.act for a in m.c.acts if a.act.owner and in_date(a.act, m.c.decided_on))
    owners = {act.target: act.owner for act in waived}
    rows = [
        (
            say(f"{g.gate} {g.title}"),
            say(owners[g.gate]) if g.gate in owners else blank("owner"),
            mark(stand(g)),
            say(g.needs[0].what if g.needs else g.reason),
        )
        for g in open_gates(m.c)
    ]
    return table("Stream | Owner | Status | Next action", rows)
