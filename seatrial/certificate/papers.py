"""Writes the papers of a run: certificate, findings and a manifest with the digest of each."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic_core import to_json

from seatrial.certificate.model import MANIFEST, Certificate
from seatrial.certificate.render.html import render_html
from seatrial.certificate.render.markdown import render_markdown
from seatrial.certificate.sarif import sarif
from seatrial.certificate.sbom import SBOM
from seatrial.certificate.trace import trace_csv
from seatrial.escape import json_text
from seatrial.evidence.finding import Finding
from seatrial.evidence.model import Check, Evidence
from seatrial.files import write_whole
from seatrial.frozen import sha256

CERTIFICATE, PAGE, TRACE = "certificate.json", "report.html", "traceability.csv"
PAPERS = (
    CERTIFICATE,
    "certificate.md",
    PAGE,
    "evidence.jsonl",
    "findings.sarif",
    TRACE,
    SBOM,
)


def issue_papers(certificate: Certificate, checks: Mapping[str, Check], folder: Path) -> None:
    """Write what is not there yet, then `manifest.json` over all `PAPERS`."""
    tree = certificate.repository.tree
    write_whole(folder / "findings.sarif", sarif_bytes(certificate.findings, checks, tree))
    papers = _judged_papers(certificate, checks, read_evidence(folder))
    for name, content in papers.items():
        write_whole(folder / name, content)
    contents = {name: (folder / name).read_bytes() for name in PAPERS}
    write_whole(folder / MANIFEST, _manifest(tree, contents))


def papers_again(
    certificate: Certificate, checks: Mapping[str, Check], folder: Path
) -> dict[str, bytes]:
    """The papers that differ once a person has acted; the others are those in `folder`."""
    changed = {
        CERTIFICATE: certificate_bytes(certificate),
        **_judged_papers(certificate, checks, read_evidence(folder)),
    }
    others = {name: (folder / name).read_bytes() for name in PAPERS if name not in changed}
    return {**changed, MANIFEST: _manifest(certificate.repository.tree, {**others, **changed})}


def _judged_papers(
    certificate: Certificate, checks: Mapping[str, Check], evidence: Sequence[Evidence]
) -> dict[str, bytes]:
    """What shows gates, and so changes with an act."""
    return {
        "certificate.md": render_markdown(certificate).encode(),
        PAGE: render_html(certificate, evidence, checks).encode(),
        TRACE: trace_csv(certificate, evidence, checks),
    }


def _manifest(tree: str, contents: Mapping[str, bytes]) -> bytes:
    digests = {name: sha256(contents[name]) for name in PAPERS}
    return _json({"schema": "seatrial.manifest/1", "tree": tree, "sha256": digests})


def publish(folder: Path, output: Path) -> None:
    """Copy the papers of a finished run to `output`, the manifest last."""
    for name in (*PAPERS, MANIFEST):
        write_whole(output / name, (folder / name).read_bytes(), mode=0o644)


def read_evidence(folder: Path) -> list[Evidence]:
    """What the certificate in `folder` rests on."""
    lines = (folder / "evidence.jsonl").read_bytes().splitlines()
    return [Evidence.model_validate_json(line) for line in lines]


def certificate_bytes(certificate: Certificate) -> bytes:
    return json_text(certificate.model_dump_json(indent=2).encode())


def sarif_bytes(findings: Sequence[Finding], checks: Mapping[str, Check], tree: str) -> bytes:
    return _json(sarif(findings, checks, tree))


def _json(value: Mapping[str, object]) -> bytes:
    """As `json.dumps` with an indent writes it, which has no fast path for one."""
    return json_text(to_json(value, indent=2)) + b"\n"
