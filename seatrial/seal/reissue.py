"""A finished run's certificate once more: the same evidence, with today's acts and date."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from seatrial.brief import baseline_of, policy_of
from seatrial.certificate.acts import LoggedAct, acts_of
from seatrial.certificate.baseline import gates_again
from seatrial.certificate.judge import judge
from seatrial.certificate.labelled import labelled
from seatrial.certificate.limitations import about_acts, about_gates
from seatrial.certificate.model import Certificate
from seatrial.certificate.papers import CERTIFICATE, EVIDENCE, papers_again, with_sarif
from seatrial.certificate.signers import Signer, level_signed
from seatrial.errors import RunFailed
from seatrial.evidence.catalogue import catalogue
from seatrial.evidence.model import Evidence
from seatrial.files import json_lines_of
from seatrial.frozen import sha256
from seatrial.gates.decide import Bench
from seatrial.gates.policy import Policy
from seatrial.reliability import reliability
from seatrial.runs import RunFolder
from seatrial.seal.log_writer import Publication


def rejudged(
    certificate: Certificate,
    evidence: Sequence[Evidence],
    policy: Policy,
    acts: Sequence[LoggedAct],
    on: date,
) -> Certificate:
    """`certificate` as it is with `acts` on the day `on`. Pure: nothing else is looked at."""
    checks = policy.assign(catalogue())
    findings = certificate.findings
    judged = judge(policy, Bench(checks, evidence, certificate.roll, findings, acts_of(acts), on))
    former = {
        *about_gates(certificate.gates),
        *about_acts(certificate.acts, certificate.decided_on),
    }
    limits = [line for line in certificate.limitations if line not in former]
    now = [*about_acts(acts, on), *about_gates(judged["gates"])]
    update = {**judged, "acts": tuple(acts), "limitations": (*limits, *now)}
    return certificate.model_copy(update=update)


def reissued(run: RunFolder, acts: Sequence[LoggedAct], on: date) -> Certificate:
    """As `rejudged`, from a run's own files. Raises RunFailed when they are not as it left them."""
    before = Certificate.model_validate_json(_issued(run))
    policy = policy_of(run)
    after = rejudged(before, read_evidence(run.root / EVIDENCE, before), policy, acts, on)
    earlier = baseline_of(run)
    if earlier and after.baseline:
        compared = gates_again(after.baseline, earlier, after.gates)
        after = after.model_copy(update={"baseline": compared})
    return with_sarif(after, policy.assign(catalogue()))


def read_evidence(path: Path, certificate: Certificate) -> list[Evidence]:
    """The evidence that the certificate rests on, checked by the digest in its inventory."""
    content = path.read_bytes()
    digests = [a.sha256 for a in certificate.inventory if a.name == EVIDENCE]
    if digests != [sha256(content)]:
        raise RunFailed(f"{str(path)!r} is not the evidence of this certificate; audit again")
    found = [Evidence.model_validate_json(line) for line in content.splitlines()]
    if json_lines_of(found) != content:
        raise RunFailed(f"{str(path)!r} was not written by this version; audit again")
    return found


def publications(
    run: RunFolder, certificate: Certificate, signers: Sequence[Signer] = ()
) -> list[Publication]:
    """The changed papers, for the run's folder and for the output it was asked for, where that
    still holds the papers of this run."""
    record = run.read()
    verdict = str(certificate.verdicts.get(record.environment, ""))
    level = str(level_signed(certificate, [s.name for s in signers]))
    fits = reliability(labelled(certificate)) or record.reliability
    update = {"verdict": verdict, "level": level, "reliability": fits}
    ended = record.model_copy(update=update)
    checks = policy_of(run).assign(catalogue())
    papers = papers_again(certificate, checks, run.root, signers)
    files = [Publication(run.root / name, content) for name, content in papers.items()]
    files.append(Publication(run.root / "run.json", ended.model_dump_json(indent=2).encode()))
    output = output_of(run)
    if output:
        files += [Publication(output / n, content, 0o644) for n, content in papers.items()]
    return files


def output_of(run: RunFolder) -> Path | None:
    """The folder that the run was asked to fill, unless another run has filled it since."""
    record = run.read()
    there = Path(record.output) / CERTIFICATE
    same = record.output and there.is_file() and there.read_bytes() == _issued(run)
    return there.parent if same else None


def _issued(run: RunFolder) -> bytes:
    return (run.root / CERTIFICATE).read_bytes()
