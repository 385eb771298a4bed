"""Writes the papers of a run: certificate, findings and a manifest with the digest of each."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from seatrial.certificate.model import Certificate
from seatrial.certificate.render.html import render_html
from seatrial.certificate.render.markdown import render_markdown
from seatrial.certificate.sarif import sarif
from seatrial.certificate.sbom import SBOM
from seatrial.certificate.trace import trace_csv
from seatrial.evidence.finding import Finding
from seatrial.evidence.model import Check, Evidence
from seatrial.files import write_whole
from seatrial.frozen import sha256

MANIFEST = "manifest.json"
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
    write_whole(folder / "certificate.md", render_markdown(certificate).encode())
    evidence = read_evidence(folder)
    write_whole(folder / PAGE, render_html(certificate, evidence, checks).encode())
    write_whole(folder / TRACE, trace_csv(certificate, evidence, checks))
    digests = {name: sha256((folder / name).read_bytes()) for name in PAPERS}
    manifest = {"schema": "seatrial.manifest/1", "tree": tree, "sha256": digests}
    write_whole(folder / MANIFEST, _json(manifest))


def publish(folder: Path, output: Path) -> None:
    """Copy the papers of a finished run to `output`, the manifest last."""
    for name in (*PAPERS, MANIFEST):
        write_whole(output / name, (folder / name).read_bytes(), mode=0o644)


def read_evidence(folder: Path) -> list[Evidence]:
    """What the certificate in `folder` rests on."""
    lines = (folder / "evidence.jsonl").read_bytes().splitlines()
    return [Evidence.model_validate_json(line) for line in lines]


def sarif_bytes(findings: Sequence[Finding], checks: Mapping[str, Check], tree: str) -> bytes:
    return _json(sarif(findings, checks, tree))


def _json(value: Mapping[str, object]) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
