"""Audits the tree again by tools alone and compares what it comes to, gate by gate."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from seatrial.batch import Batches, NoMeter
from seatrial.brief import read_policy_at
from seatrial.cache import ObservationCache
from seatrial.certificate.acts import acts_of
from seatrial.certificate.judge import judge
from seatrial.certificate.model import Certificate
from seatrial.certificate.papers import EVIDENCE
from seatrial.errors import RunFailed, UsageError
from seatrial.evidence.catalogue import catalogue
from seatrial.evidence.crews import CREWS, Task, collect
from seatrial.evidence.finding import Source, findings_of, numbered
from seatrial.evidence.importers.artefact import sidecar_of
from seatrial.evidence.model import roll_of, together
from seatrial.frozen import sha256
from seatrial.gates.decide import Bench
from seatrial.gates.policy import Policy, default_policy
from seatrial.seal.reissue import read_evidence, rejudged
from seatrial.seal.verify import Checked, bad, good, left_open
from seatrial.settings import Settings
from seatrial.snapshot.store import Store
from seatrial.snapshot.take import take_snapshot
from seatrial.state import StateFolder

IMPORTED = "imported result"


def against_replay(
    certificate: Certificate, settings: Settings, means: Mapping[str, Any]
) -> Checked:
    """What a second audit by tools comes to, or, without the checkout, the signed evidence. A
    model's findings are taken as they were signed."""
    repo, policy = means["repo"], _policy(certificate, means["policy"])
    if policy is None:
        return left_open("replay", f"name the policy {certificate.policy.name!r} with --policy")
    if repo is None:
        return _by_evidence(certificate, policy, means["folder"] / EVIDENCE)
    here = _run_artefacts(certificate, settings)
    artefacts, missing = _artefacts(certificate, [*means["artefacts"], *here])
    if missing:
        return left_open("replay", f"name with --import what was imported: {', '.join(missing)}")
    return _compared(certificate, _again(certificate, repo, policy, artefacts), "audited again")


def _by_evidence(certificate: Certificate, policy: Policy, path: Path) -> Checked:
    if not path.exists():
        return left_open("replay", f"name the checkout with --repo, or put {EVIDENCE} beside it")
    try:
        evidence = read_evidence(path, certificate)
    except RunFailed as error:
        return bad("replay", str(error))
    again = rejudged(certificate, evidence, policy, certificate.acts, certificate.decided_on)
    return _compared(certificate, dict(again), "judged again from the signed evidence")


def _compared(certificate: Certificate, again: Mapping[str, Any], how: str) -> Checked:
    different = list(_differences(certificate, again))
    if different:
        more = f" (and {len(different) - 1} more)" if len(different) > 1 else ""
        return bad("replay", f"{how}: {different[0]}{more}")
    return good("replay", f"{how}: {len(certificate.gates)} gates, verdicts and level are the same")


def _policy(certificate: Certificate, path: Path | None) -> Policy | None:
    policy = read_policy_at(path)[1] if path else default_policy()
    return policy if policy.digest == certificate.policy.sha256 else None


def _run_artefacts(certificate: Certificate, settings: Settings) -> list[Path]:
    """The copies that the run kept, when it was made here."""
    try:
        run = StateFolder(settings.state).find(certificate.run.run)[1]
    except UsageError:
        return []
    return sorted(run.artefacts.glob("*/*"))


def _artefacts(certificate: Certificate, given: Sequence[Path]) -> tuple[list[Path], list[str]]:
    """The imported files by their digests, and the names of those that are not here."""
    found = {sha256(p.read_bytes()): p for p in given if p.is_file()}
    wanted = [a for a in certificate.inventory if a.what == IMPORTED]
    missing = [a.name for a in wanted if a.sha256 not in found]
    return [found[a.sha256] for a in wanted if a.sha256 in found], missing


def _again(
    certificate: Certificate, repo: Path, policy: Policy, artefacts: Sequence[Path]
) -> Mapping[str, Any]:
    with tempfile.TemporaryDirectory(prefix="seatrial-") as folder:
        state = Path(folder)
        store = Store(state / "objects")
        cache = ObservationCache(state / "observations.sqlite")
        try:
            batches = Batches(store.path, cache)
            snapshot = take_snapshot(repo.resolve(), store, batches, NoMeter())
            task = Task(snapshot, batches, _copied(artefacts, state), policy.critical_paths)
            evidence = together(e for crew in CREWS for e in collect(crew, task))
        finally:
            cache.close()
    checks = policy.assign(catalogue())
    claims = [f for f in certificate.findings if f.source is Source.MODEL]
    findings = numbered([*findings_of(evidence, checks), *claims])
    acts, on = acts_of(certificate.acts), certificate.decided_on
    return judge(policy, Bench(checks, evidence, roll_of(evidence), findings, acts, on))


def _copied(artefacts: Sequence[Path], state: Path) -> list[Path]:
    copies = []
    for number, path in enumerate(artefacts):
        folder = state / "artefacts" / f"{number:02}"
        folder.mkdir(parents=True)
        copies.append(Path(shutil.copyfile(path, folder / path.name)))
        if sidecar_of(path).is_file():
            shutil.copyfile(sidecar_of(path), sidecar_of(copies[-1]))
    return copies


def _differences(certificate: Certificate, again: Mapping[str, Any]) -> Iterator[str]:
    now = {g.gate: g for g in again["gates"]}
    for gate in certificate.gates:
        other = now[gate.gate]
        if (gate.status, gate.held) != (other.status, other.held):
            yield f"{gate.gate} was {gate.status}, and is {other.status}: {other.reason}"
        then = {c.check: c.status for c in gate.checks}
        for check in other.checks:
            if then.get(check.check) is not check.status:
                told = then.get(check.check, "no check of it")
                yield f"{check.check} was {told}, and is {check.status}: {check.message}"
    for name in ("verdicts", "level"):
        if getattr(certificate, name) != again[name]:
            yield f"{name} differ"
