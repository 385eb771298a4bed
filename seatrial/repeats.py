"""Audits one snapshot several times and states in the papers how stable the outcome is.

    <run>/repeats/<n>/       while the n-th audit is made: a run folder with caches of its own
    <run>/repeats/<n>.json   what it came to

Every repeated audit reads the bytes of the first one's snapshot and remembers nothing: observations
are made and the model is asked once more. What is done is kept, so an interrupted run goes on with
the audit that it was interrupted in.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from seatrial.brief import BASELINE, BASELINE_MANIFEST, POLICY, baseline_of, policy_of
from seatrial.certificate.baseline import compare
from seatrial.certificate.confidence import confidence_of
from seatrial.certificate.limitations import about_stability
from seatrial.certificate.model import Certificate
from seatrial.certificate.papers import CERTIFICATE, EVIDENCE, read_evidence, with_sarif
from seatrial.certificate.since import since_of
from seatrial.certificate.stability import Stability
from seatrial.certificate.steady import Repeat, repeat_of, stability_of, steadied
from seatrial.evidence.catalogue import catalogue
from seatrial.files import write_whole
from seatrial.graphs.nodes import CHANGE
from seatrial.runs import RunFolder
from seatrial.seal.reissue import rejudged
from seatrial.settings import Settings
from seatrial.snapshot.change import Change
from seatrial.snapshot.snapshot import Snapshot
from seatrial.state import RepositoryFolder, private_folder

_BRIEF = (POLICY, BASELINE, BASELINE_MANIFEST)
RunGraph = Callable[[RepositoryFolder, RunFolder, Settings, str], None]


@dataclass(frozen=True)
class Repeats:
    """The audits of one run's snapshot. `audit` runs the audit's graph in a run folder."""

    repository: RepositoryFolder
    run: RunFolder
    settings: Settings
    audit: RunGraph

    def measured(self, certificate: Certificate) -> Certificate:
        """`certificate`, which the first audit came to, with what all of them came to."""
        first = repeat_of(certificate, (self.run.root / EVIDENCE).read_bytes())
        runs = range(2, self.run.read().runs + 1)
        audits = [first, *(self._repeat(n, first) for n in runs)]
        return self._stated(certificate, audits, stability_of(certificate, audits))

    def _repeat(self, number: int, first: Repeat) -> Repeat:
        kept = self.run.root / "repeats" / f"{number:02}.json"
        if not kept.exists():
            folder = kept.with_suffix("")
            whole = self._audited(number, RunFolder(folder))
            evidence = (folder / EVIDENCE).read_bytes()
            told = repeat_of(whole, evidence, first.found)
            write_whole(kept, told.model_dump_json().encode())
            shutil.rmtree(folder)
        return Repeat.model_validate_json(kept.read_bytes())

    def _audited(self, number: int, run: RunFolder) -> Certificate:
        record = self.run.read()
        if not (run.root / "run.json").exists():
            self._prepare(run)
        repository = replace(self.repository, caches=run.root)
        told = f"run {number} of {record.runs}, with nothing remembered of the others"
        self.audit(repository, run, self.settings, told)
        return Certificate.model_validate_json((run.root / CERTIFICATE).read_bytes())

    def _prepare(self, run: RunFolder) -> None:
        """A run folder that was asked the same; its record is written last, so it is whole."""
        shutil.rmtree(run.root, ignore_errors=True)
        private_folder(run.root)
        private_folder(run.parts)
        run.artefacts.symlink_to(self.run.artefacts, target_is_directory=True)
        for name in (*_BRIEF, self.run.snapshot.name):
            if (self.run.root / name).exists():
                write_whole(run.root / name, (self.run.root / name).read_bytes())
        run.write(self.run.read())

    def _stated(
        self, certificate: Certificate, audits: list[Repeat], told: Stability
    ) -> Certificate:
        """The certificate with all findings, judged by them, and compared by them."""
        findings = tuple(steadied(certificate, audits, told))
        limits = (*about_stability(told), *certificate.limitations)
        update = {
            "findings": findings,
            "confidence": confidence_of(findings, certificate.reading.model),
            "stability": told,
            "limitations": limits,
        }
        policy = policy_of(self.run)
        judged = rejudged(
            certificate.model_copy(update=update),
            read_evidence(self.run.root),
            policy,
            certificate.acts,
            certificate.decided_on,
        )
        return with_sarif(self._compared(judged), policy.assign(catalogue()))

    def _compared(self, c: Certificate) -> Certificate:
        before, change = baseline_of(self.run), self._change()
        snapshot = Snapshot(self.run.manifest(c.repository.tree), self.repository.store)
        found = (c.policy, c.gates, c.findings, snapshot)
        update = {
            "baseline": compare(before, *found) if before else None,
            "since": since_of(change, c.findings) if change else None,
        }
        return c.model_copy(update=update)

    def _change(self) -> Change | None:
        path: Path = self.run.root / CHANGE
        return Change.model_validate_json(path.read_bytes()) if path.exists() else None
