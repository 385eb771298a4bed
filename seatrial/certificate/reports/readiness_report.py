"""The readiness report: where it stands, what is achieved, what is missing, what to do, by area."""

from collections.abc import Iterator

from seatrial.certificate.reports import parts
from seatrial.certificate.reports.document import Document, Section, section
from seatrial.certificate.reports.told import (
    Material,
    open_gates,
    percent,
    share,
    stand,
    summary,
    with_status,
)
from seatrial.gates.model import CheckStatus, GateResult

KIND = "readiness-report"
_MISSING = (CheckStatus.FAILS, CheckStatus.MISSING, CheckStatus.UNAVAILABLE)


def draft(m: Material) -> Document:
    return parts.document(KIND, "Production-readiness report", m, _sections(m))


def _sections(m: Material) -> Iterator[Section]:
    r = m.c.repository
    yield section(
        "Introduction",
        f"This report tells how ready {r.name} is for production: {r.files} paths, {r.lines} lines"
        f" of text, read on {m.c.decided_on}. Every statement comes from the evidence named"
        " beside it; what nobody looked at is said to be so.",
    )
    yield section("Status", summary(m.c), parts.verdicts_table(m.c), parts.gates_table(m.c))
    yield section("Achievements", "What was seen to hold, by area.")
    yield from (_area(g, CheckStatus.HOLDS) for g in m.c.gates if with_status(g, CheckStatus.HOLDS))
    yield section("Gaps", "What fails, and what nobody could look at, by area.")
    yield from (_area(g, *_MISSING) for g in m.c.gates if with_status(g, *_MISSING))
    yield section("Recommendations", "What closes each open gate, the failing first.")
    yield from parts.next_steps(m.c)
    yield parts.acts(m.c)
    yield parts.limitations(m.c)
    yield section("Conclusion", _conclusion(m))
    yield parts.path(m.c)
    yield parts.sign_off(m, ["Release captain"])


def _area(gate: GateResult, *statuses: CheckStatus) -> Section:
    held, whole = share(gate.checks)
    return section(
        f"{gate.gate} {gate.title} ({stand(gate)})",
        f"{held} of {whole} checks that apply hold ({percent(held, whole)}).",
        parts.checks_table(with_status(gate, *statuses)),
        depth=2,
    )


def _conclusion(m: Material) -> str:
    due = open_gates(m.c)
    if not due:
        return "Every gate passes or does not apply. What is left is for people: to sign."
    names = ", ".join(f"{g.gate} {stand(g)}" for g in due)
    return f"{len(due)} of {len(m.c.gates)} gates are open: {names}. {summary(m.c)}"
