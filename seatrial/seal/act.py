"""A person attests, waives, confirms or dismisses; the certificate of a run is judged again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from seatrial.brief import policy_of
from seatrial.certificate.acts import Act, Deed, LoggedAct
from seatrial.certificate.issued import read_issued
from seatrial.certificate.model import Certificate
from seatrial.errors import UsageError
from seatrial.evidence.catalogue import catalogue
from seatrial.evidence.finding import Finding, Source
from seatrial.evidence.model import Tier
from seatrial.frozen import sha256
from seatrial.gates.policy import Policy
from seatrial.gates.policy_wrong import near
from seatrial.seal.desk import Desk, evidence_path
from seatrial.seal.log import Entry
from seatrial.seal.log_writer import Publication
from seatrial.seal.logged import Matter, acts_on
from seatrial.seal.reissue import publications, reissued
from seatrial.seal.statement import act_bytes
from seatrial.seal.strict import read_regular
from seatrial.state import RepositoryFolder

MOST_EVIDENCE = 64 * 1024 * 1024
_LONGEST = 366 * 2


@dataclass(frozen=True)
class Wish:
    """What was typed. `target` is a gate, a check or a finding of the run's certificate."""

    deed: Deed
    target: str
    reason: str = ""
    owner: str = ""
    until: date | None = None
    evidence: Path | None = None


@dataclass(frozen=True)
class Acted:
    """An act that was logged, and the certificate that it led to."""

    entry: Entry
    act: Act
    before: Certificate
    after: Certificate


def act(desk: Desk, wish: Wish, run_name: str = "") -> Acted:
    """Log one act and issue the run's certificate again. Raises UsageError before anything is
    written when it cannot be meant."""
    person = desk.person
    repository, run = desk.run(run_name)
    with repository.writing(), desk.writer.open() as writer:
        before = read_issued(run.root / "certificate.json").certificate
        shown = (
            read_regular(wish.evidence, "evidence", most=MOST_EVIDENCE) if wish.evidence else b""
        )
        deed = _act(wish, before, policy_of(run), repository, person.person, desk.on, shown)
        issued: list[Certificate] = []

        def publish(entry: Entry) -> list[Publication]:
            mine = LoggedAct(entry=entry.index, sha256=entry.payload, act=deed)
            counted = [*_counted(desk, repository, before), mine]
            issued.append(reissued(run, counted, desk.on))
            kept = [Publication(evidence_path(desk.log, deed.evidence_sha256), shown)]
            return [*(kept if wish.evidence else []), *publications(run, issued[0])]

        entry = writer.append(deed.deed, act_bytes(deed), desk.seal, publish)
    return Acted(entry, deed, before, issued[0] if issued else before)


def _counted(
    desk: Desk, repository: RepositoryFolder, certificate: Certificate
) -> Sequence[LoggedAct]:
    here = certificate.repository
    matter = Matter(here.name, repository.root.name, here.tree)
    return acts_on(desk.log, desk.trust, matter, pending=True)[0]


def _act(
    wish: Wish,
    certificate: Certificate,
    policy: Policy,
    repository: RepositoryFolder,
    person: str,
    on: date,
    shown: bytes,
) -> Act:
    target, told = _target(wish, certificate, policy)
    _refuse_unmeant(wish, on)
    here = certificate.repository
    return Act(
        deed=wish.deed,
        target=target,
        told=told,
        by=person,
        on=on,
        repository=here.name,
        folder=repository.root.name,
        tree=here.tree,
        commit=here.commit,
        reason=wish.reason,
        owner=wish.owner,
        until=wish.until,
        evidence=wish.evidence.name if wish.evidence else "",
        evidence_sha256=sha256(shown) if wish.evidence else "",
    )


def _target(wish: Wish, certificate: Certificate, policy: Policy) -> tuple[str, str]:
    """What the act is about, as the gates name it, and in words."""
    word = wish.target
    gates = {g.gate: g for g in certificate.gates}
    checks = {c.check: c for g in certificate.gates for c in g.checks}
    findings = {f.id: f for f in certificate.findings}
    if finding := findings.get(word.upper()):
        return _finding(wish, finding)
    if wish.deed in (Deed.CONFIRM, Deed.DISMISS):
        raise UsageError(f"no finding {word!r} in the run's certificate; {near(word, findings)}")
    if gate := gates.get(word.upper()):
        return gate.gate, f"{gate.gate} {gate.title}"
    if check := checks.get(word.lower()):
        executed = catalogue()[check.check].tier is Tier.EXECUTED
        if wish.deed is Deed.ATTEST and not executed:
            raise UsageError(
                f"{check.check} is shown by reading the tree: no word stands for that; waive it"
            )
        return check.check, f"{check.check} ({check.statement})"
    known = [*gates, *checks, *findings]
    raise UsageError(f"no gate, check or finding {word!r} in the certificate; {near(word, known)}")


def _finding(wish: Wish, finding: Finding) -> tuple[str, str]:
    told = f"{finding.id} {finding.rule}: {finding.claim}"[:300]
    if wish.deed is Deed.ATTEST:
        raise UsageError(f"a finding cannot be attested; waive {finding.id} or mend it")
    model = finding.source is Source.MODEL
    if wish.deed is not Deed.WAIVE and not model:
        raise UsageError(
            f"{finding.id} is a tool's finding, which is evidence: mend it, or"
            f" `seatrial waive {finding.id}`"
        )
    if wish.deed is Deed.WAIVE and model:
        raise UsageError(f"{finding.id} is a model's claim: confirm it or dismiss it")
    return finding.fingerprint, told


def _refuse_unmeant(wish: Wish, on: date) -> None:
    if wish.deed in (Deed.WAIVE, Deed.DISMISS) and not wish.reason.strip():
        what = "waiver" if wish.deed is Deed.WAIVE else "dismissal"
        raise UsageError(f"a {what} without a reason is none; say it with --reason")
    if wish.deed is Deed.WAIVE and not wish.owner.strip():
        raise UsageError("a waiver without an owner is none; name who bears it with --owner")
    if wish.until is None:
        return
    days = (wish.until - on).days
    if days < 0:
        raise UsageError(f"--until {wish.until} has passed")
    if days > _LONGEST:
        raise UsageError(f"--until {wish.until} is {days} days away; the most is {_LONGEST}")
