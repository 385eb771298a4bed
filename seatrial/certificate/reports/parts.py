"""Sections that several kinds of report share."""

from collections.abc import Iterable, Sequence

from seatrial.certificate.model import Certificate
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
from seatrial.certificate.reports.told import Material, open_gates, stand
from seatrial.certificate.said import in_date
from seatrial.certificate.signers import signed_by, unsigned
from seatrial.evidence.model import Evidence, Tier
from seatrial.gates.model import CheckResult, GateResult
from seatrial.gates.policy import Limit


def document(kind: str, title: str, m: Material, sections: Iterable[Section]) -> Document:
    return Document(
        kind=kind,
        title=f"{title}: {m.c.repository.name}",
        certificate=m.issued.sha256,
        signers=tuple(m.signers),
        decided_on=m.c.decided_on,
        facts=_facts(m),
        sections=tuple(sections),
    )


def _facts(m: Material) -> Table:
    c, r = m.c, m.c.repository
    commit = code(r.commit) if r.commit else say(f"not stated: {r.commit_reason}")
    rows = [
        (say("Repository"), say(r.name)),
        (say("Tree digest (SHA-256)"), code(r.tree)),
        (say("Commit"), commit),
        *([(say("Branch"), say(r.branch))] if r.branch else []),
        (say("Certificate (SHA-256)"), code(m.issued.sha256)),
        (
            say("Decided on"),
            say(f"{c.decided_on}, by Seatrial {c.seatrial}, policy {c.policy.name}"),
        ),
        (say("How it was read"), say(c.reading.mode)),
        (say("Standing"), say(_standing(m))),
    ]
    return table("Fact | Value", rows)


def _standing(m: Material) -> str:
    if m.signers:
        return f"Certificate signed by {signed_by(m.signers)}. Marked fields are for a person."
    return "DRAFT, not signed. Marked fields are for a person to fill in."


def gates_table(c: Certificate) -> Table:
    rows = [
        (
            say(f"{g.gate} {g.title}"),
            say(f"{g.requirement}: {g.target}"),
            mark(stand(g)),
            say(g.metric or "none"),
            say(g.reason),
            cite(g.evidence),
        )
        for g in c.gates
    ]
    return table("Gate | Requirement | Status | Metric | Why | Evidence", rows)


def checks_table(checks: Sequence[CheckResult]) -> Table:
    rows = [(say(k.statement), mark(k.status), say(k.message), cite(k.evidence)) for k in checks]
    return table("Check | Status | What was seen | Evidence", rows)


def verdicts_table(c: Certificate) -> Table:
    rows = [
        (say(name), mark(v), say(", ".join(c.environments[name])))
        for name, v in reversed(c.verdicts.items())
    ]
    return table("Environment | Verdict | Needs", rows)


def steps(gate: GateResult) -> Table:
    """What closes the gate, who can give it, and the command."""
    rows = [
        (say(n.what), say(n.given_by), code(n.command) if n.command else say("none"), code(n.check))
        for n in gate.needs
    ]
    return table("Step | Given by | Command | Check", rows)


def metrics(m: Material) -> Table:
    """Every limit of the policy with what was measured. What was not measured is said so."""
    rows = [
        _metric(f"{gate} {n.name}", n, m.evidence)
        for gate, rules in m.policy.gates.items()
        for n in rules.limits
    ]
    return table("Metric | Target | Current | Status | Evidence", rows)


def _metric(name: str, limit: Limit, evidence: Sequence[Evidence]) -> tuple[Cell, ...]:
    mine = [e for e in evidence if e.check == limit.check and limit.metric in e.metric]
    values = sorted({e.metric[limit.metric] for e in mine})
    if not values:
        return say(name), say(limit.bound), say("not measured"), mark("PENDING"), say("none")
    shown = " and ".join(f"{v:g} {limit.unit}" for v in values)
    met = all(limit.met(v) for v in values)
    ids = cite([e.id for e in mine])
    return say(name), say(limit.bound), say(shown), mark("MET" if met else "MISSED"), ids


def environment(c: Certificate) -> Table:
    """Where it was audited and with what."""
    machine, station = c.run.machine, c.run.station
    rows = [
        (say("Machine"), say(f"{machine.system}, {machine.processor}, {machine.cores} cores")),
        (say("Python"), say(machine.python)),
        *((say(e.name), say(e.version)) for e in c.environment),
        (say("Run"), say(f"{c.run.run}, finished {c.run.finished_at:%Y-%m-%d %H:%M} UTC")),
    ]
    if station:
        changed = f"; changed: {station.changed}" if station.changed else ""
        rows.append((say("Station"), say(f"{station.key}{changed}")))
    return table("Component | Version", rows)


def executed(m: Material) -> Table:
    """What was run by somebody and imported."""
    ran = [e for e in m.evidence if e.tier is Tier.EXECUTED and e.produced_at]
    rows = [
        (
            code(e.check),
            mark(e.outcome),
            say(e.message),
            say(f"{e.produced_at:%Y-%m-%d}"),
            cite([e.id]),
        )
        for e in ran
    ]
    return table("Check | Outcome | What was measured | Produced on | Evidence", rows)


def risks(c: Certificate) -> Table:
    rows = [
        (
            say(r.title),
            say(r.gate),
            mark(r.impact),
            say(r.likelihood),
            say(r.mitigation),
            say(r.effort),
            blank("owner") if r.owner == "unassigned" else say(r.owner),
            say(_some(r.findings)),
        )
        for r in c.risks
    ]
    return table("Risk | Gate | Impact | Likelihood | Mitigation | Effort | Owner | Findings", rows)


def _some(names: Sequence[str], most: int = 6) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more or "none"


def conditions(c: Certificate) -> Listing:
    return boxes((n.met, say(f"{n.gate}: {n.text}")) for n in c.conditions)


def limitations(c: Certificate) -> Section:
    return section("Limitations", listing(c.limitations))


def path(c: Certificate) -> Section:
    if c.next_level is None:
        return section("Level", f"{c.level}: there is no higher level.")
    return section(f"From {c.level} to {c.next_level}", listing(c.path_to_next, numbered=True))


def next_steps(c: Certificate) -> list[Section]:
    """What closes each gate that is open, the failing first."""
    return [
        section(f"{g.gate} {g.title} ({stand(g)})", steps(g), depth=2)
        for g in open_gates(c)
        if g.needs
    ]


def sign_off(m: Material, roles: Sequence[str]) -> Section:
    """Who has signed the certificate, and fields for who has not."""
    done = [
        (say(s.role), say(s.name), say("signed the certificate"), say(s.on), code(s.key))
        for s in m.signers
    ]
    due = [
        (say(role), blank("name"), blank("decision"), blank("date"), blank("sign here"))
        for role in unsigned(roles, m.signers)
    ]
    told = (
        "Signed by people whom the trust file of this place knows; `seatrial verify` shows it."
        if m.signers
        else "DRAFT. Nobody has signed. Seatrial drafts; people decide."
    )
    return section(
        "Sign-off", told, table("Role | Name | Decision | Date | Signature", [*done, *due])
    )


def acts(c: Certificate) -> Section:
    """What people did, each signed and in the log."""
    rows = [
        (
            say(a.deed),
            say(a.told),
            say(a.by),
            say(a.on),
            say(f"{a.reason} {a.evidence}".strip() or "none"),
            say(a.owner or "none"),
            say(f"{a.until}{'' if in_date(a, c.decided_on) else ', ended'}" if a.until else "none"),
            say(logged.entry),
        )
        for logged in c.acts
        for a in (logged.act,)
    ]
    columns = "Act | About | By | On | Reason, file | Owner | Until | Log entry"
    return section("Human acts", table(columns, rows) if rows else "Nobody has acted on it.")
