"""The certificate itself as a document, for the forms that have no template of their own."""

from collections.abc import Iterator

from seatrial.certificate.reports import parts
from seatrial.certificate.reports.document import (
    Block,
    Document,
    Quote,
    Section,
    cite,
    code,
    listing,
    mark,
    say,
    section,
    table,
)
from seatrial.certificate.reports.told import Material, summary
from seatrial.certificate.said import Said, said_of
from seatrial.certificate.signers import ROLES
from seatrial.evidence.finding import Finding

KIND = "certificate"
MOST_QUOTED = 200


def draft(m: Material) -> Document:
    return parts.document(KIND, "Production-readiness certificate", m, _sections(m))


def _sections(m: Material) -> Iterator[Section]:
    c = m.c
    yield section("Summary", summary(c), parts.verdicts_table(c))
    yield section("Gates", parts.gates_table(c))
    phases = [
        (say(p.name), mark(p.status), say(", ".join(f"{g} {s}" for g, s in p.gates.items())))
        for p in c.phases
    ]
    yield section("Phases", table("Phase | Status | Gates", phases))
    yield section("What each open gate needs", "The failing first.")
    yield from parts.next_steps(c)
    yield section("Findings", *_about_findings(m))
    said = said_of(c)
    yield from (_finding(f, said.get(f.fingerprint)) for f in c.findings[:MOST_QUOTED])
    yield section("Metrics and thresholds", parts.metrics(m))
    yield section("Residual risks", parts.risks(c))
    yield parts.acts(c)
    yield parts.limitations(c)
    yield section("Conditions for production", parts.conditions(c))
    yield parts.path(c)
    yield section("Environment", parts.environment(c))
    artefacts = [(code(a.name), say(a.what), code(a.sha256)) for a in c.inventory]
    yield section("Artefacts", table("File | What | SHA-256", artefacts))
    yield parts.sign_off(m, ROLES)


def _about_findings(m: Material) -> Iterator[str]:
    n = len(m.c.findings)
    if n > MOST_QUOTED:
        yield (
            f"The {MOST_QUOTED} gravest of {n} are quoted here; all are in certificate.json and"
            " findings.sarif."
        )
    elif n:
        yield f"{n}, the gravest first."


def _finding(f: Finding, said: Said | None) -> Section:
    facts: list[Block | str] = [
        f"{f.severity}, gate {f.gate}, check {f.rule}, {f.standing} by {f.source}."
    ]
    facts += [f"By a person: {said.text}."] if said else []
    quotes = [Quote(place=p) for p in f.places]
    rest = [say(f"Remedy: {f.remedy}"), cite(f.evidence)]
    return section(f"{f.id} {f.claim}", *facts, *quotes, listing(rest), depth=2)
