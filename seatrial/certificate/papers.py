"""Writes the papers of a run: certificate, findings and a manifest with the digest of each."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from pydantic_core import to_json

from seatrial.certificate.acts import LoggedAct
from seatrial.certificate.model import MANIFEST, Certificate
from seatrial.certificate.render.html import render_html
from seatrial.certificate.render.markdown import render_markdown
from seatrial.certificate.said import suppressed
from seatrial.certificate.sarif import sarif
from seatrial.certificate.sbom import SBOM
from seatrial.certificate.signers import Signer
from seatrial.certificate.trace import trace_csv
from seatrial.errors import RunFailed
from seatrial.escape import json_text
from seatrial.evidence.finding import Finding
from seatrial.evidence.model import Check, Evidence
from seatrial.files import write_whole
from seatrial.frozen import sha256

CERTIFICATE, PAGE, TRACE = "certificate.json", "report.html", "traceability.csv"
MARKDOWN, EVIDENCE, SARIF = "certificate.md", "evidence.jsonl", "findings.sarif"
PAPERS = (CERTIFICATE, MARKDOWN, PAGE, EVIDENCE, SARIF, TRACE, SBOM)


def issue_papers(certificate: Certificate, checks: Mapping[str, Check], folder: Path) -> None:
    """Write what is not there yet, then `manifest.json` over all `PAPERS`."""
    for name, content in render_papers(certificate, checks, read_evidence(folder)).items():
        write_whole(folder / name, content)
    contents = {name: (folder / name).read_bytes() for name in PAPERS}
    write_whole(folder / MANIFEST, _manifest(certificate.repository.tree, contents))


def papers_again(
    certificate: Certificate,
    checks: Mapping[str, Check],
    folder: Path,
    signers: Sequence[Signer] = (),
) -> dict[str, bytes]:
    """The papers that differ once a person has acted or signed, with their manifest; the others
    are those in `folder`."""
    evidence = read_evidence(folder)
    changed = {
        CERTIFICATE: certificate_bytes(certificate),
        **render_papers(certificate, checks, evidence, signers),
    }
    others = {name: (folder / name).read_bytes() for name in PAPERS if name not in changed}
    return {**changed, MANIFEST: _manifest(certificate.repository.tree, {**others, **changed})}


def render_papers(
    certificate: Certificate,
    checks: Mapping[str, Check],
    evidence: Sequence[Evidence],
    signers: Sequence[Signer] = (),
) -> dict[str, bytes]:
    """Every paper that shows acts or signatures. The only place where one is made."""
    return {
        MARKDOWN: render_markdown(certificate, signers).encode(),
        PAGE: render_html(certificate, evidence, checks, signers).encode(),
        SARIF: sarif_paper(certificate, checks),
        TRACE: trace_csv(certificate, evidence, checks),
    }


def sarif_paper(certificate: Certificate, checks: Mapping[str, Check]) -> bytes:
    c = certificate
    return sarif_bytes(c.findings, checks, c.repository.tree, acts=c.acts, on=c.decided_on)


def with_sarif(certificate: Certificate, checks: Mapping[str, Check]) -> Certificate:
    """`certificate` with the digest of its findings.sarif as it is now in the inventory."""
    digest = sha256(sarif_paper(certificate, checks))
    update = {"sha256": digest}
    inventory = (
        a.model_copy(update=update) if a.name == SARIF else a for a in certificate.inventory
    )
    return certificate.model_copy(update={"inventory": tuple(inventory)})


def _manifest(tree: str, contents: Mapping[str, bytes]) -> bytes:
    digests = {name: sha256(contents[name]) for name in PAPERS}
    return _json({"schema": "seatrial.manifest/1", "tree": tree, "sha256": digests})


def publish(folder: Path, output: Path) -> None:
    """Copy the papers of a finished run to `output`, the manifest last. Raises RunFailed when they
    are not those that its manifest tells of."""
    try:
        contents = {name: (folder / name).read_bytes() for name in (*PAPERS, MANIFEST)}
        told = dict(json.loads(contents[MANIFEST])["sha256"])
    except (FileNotFoundError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise _damaged(folder, MANIFEST) from error
    for name in PAPERS:
        if sha256(contents[name]) != told.get(name):
            raise _damaged(folder, name)
    for name, content in contents.items():
        write_whole(output / name, content, mode=0o644)


def _damaged(folder: Path, name: str) -> RunFailed:
    return RunFailed(f"{name!r} of run {folder.name!r} is damaged; start the audit again")


def read_evidence(folder: Path) -> list[Evidence]:
    """What the certificate in `folder` rests on."""
    lines = (folder / EVIDENCE).read_bytes().splitlines()
    return [Evidence.model_validate_json(line) for line in lines]


def certificate_bytes(certificate: Certificate) -> bytes:
    return json_text(certificate.model_dump_json(indent=2).encode())


def sarif_bytes(
    findings: Sequence[Finding],
    checks: Mapping[str, Check],
    tree: str,
    *,
    acts: Sequence[LoggedAct] = (),
    on: date = date.min,
) -> bytes:
    """findings.sarif. What people let be on the day `on` is suppressed."""
    return _json(sarif(findings, checks, tree, suppressed(findings, acts, on)))


def _json(value: Mapping[str, object]) -> bytes:
    """As `json.dumps` with an indent writes it, which has no fast path for one."""
    return json_text(to_json(value, indent=2)) + b"\n"
