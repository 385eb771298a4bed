"""What `seatrial report` and `seatrial bundle` do: documents from a finished run."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from seatrial.brief import policy_of
from seatrial.certificate.bundle import bundle
from seatrial.certificate.issued import Issued, read_issued
from seatrial.certificate.papers import CERTIFICATE, read_evidence
from seatrial.certificate.render.document_html import document_html
from seatrial.certificate.render.document_markdown import document_markdown
from seatrial.certificate.render.document_pdf import document_pdf
from seatrial.certificate.render.html import render_html
from seatrial.certificate.render.markdown import render_markdown
from seatrial.certificate.reports import certificate as the_certificate
from seatrial.certificate.reports import progress
from seatrial.certificate.reports.document import Document
from seatrial.certificate.reports.kinds import KINDS
from seatrial.certificate.reports.told import Earlier, LastSigned, Material
from seatrial.certificate.reports.trend import refused
from seatrial.certificate.signers import signed_by
from seatrial.errors import RunFailed, UsageError
from seatrial.escape import terminal
from seatrial.files import write_whole
from seatrial.frozen import sha256
from seatrial.runs import RunFolder
from seatrial.seal.log import Log
from seatrial.seal.logged import trust_or_none
from seatrial.seal.pack import parts_of
from seatrial.seal.signed import Shelf, shelf_of
from seatrial.settings import Settings, load_settings
from seatrial.snapshot.model import Entry, Role
from seatrial.state import RepositoryFolder, StateFolder


class Format(StrEnum):
    MARKDOWN = "md"
    HTML = "html"
    PDF = "pdf"
    JSON = "json"


def run_report(
    kind: str, run: str, form: str, output: Path | None, config: Path | None, flags: dict[str, Any]
) -> tuple[str, bool]:
    """The document or where it was written, and whether the policy lets the run be."""
    if kind not in KINDS:
        raise UsageError(f"no kind of report {kind!r}; known: {', '.join(KINDS)}")
    if form not in list(Format):
        raise UsageError(f"no format {form!r}; known: {', '.join(Format)}")
    if form == Format.PDF and output is None:
        raise UsageError("a PDF is not for the terminal; name a file with --output")
    settings = load_settings(config, flags)
    state = StateFolder(settings.state)
    repository, folder = state.find(run)
    signed = shelf(state, repository, settings.trust)
    content, good = _formed(repository, folder, signed, kind, Format(form))
    if output is None:
        return content.decode().rstrip("\n"), good
    _write(output, content, folder)
    return terminal(str(output)), good


def run_bundle(run: str, output: Path | None, config: Path | None, flags: dict[str, Any]) -> str:
    """Where the evidence pack was written, with its digest. Raises SeatrialError's kin."""
    settings = load_settings(config, flags)
    state = StateFolder(settings.state)
    repository, folder = state.find(run)
    issued = issued_of_run(folder)
    certificate = issued.certificate
    label = "".join(c if c.isalnum() or c in "-_" else "-" for c in certificate.repository.name)
    name = f"{label}-{folder.name}"
    log, trust = Log(state.log), trust_or_none(settings.trust)
    signed = shelf_of(log, trust, repository.root.name).of(issued.sha256)
    more = parts_of(log, trust, signed) if signed else {}
    packed = bundle(folder.root, name, certificate.decided_on, more)
    target = output or Path(f"{name}.tar")
    _write(target, packed, folder)
    by = f"signed by {signed_by(signed.signers)}" if signed else "a draft: no trusted signature"
    return terminal(f"{sha256(packed)}  {target}  {by}")


def shelf(state: StateFolder, repository: RepositoryFolder, trust: Path) -> Shelf:
    """What of the folder was signed, by the people whom the trust file at `trust` knows."""
    return shelf_of(Log(state.log), trust_or_none(trust), repository.root.name)


def material_of(repository: RepositoryFolder, run: RunFolder, signed: Shelf) -> Material:
    """What a report on `run` is drafted from."""
    policy, issued = policy_of(run), issued_of_run(run)
    return Material(
        issued=issued,
        evidence=read_evidence(run.root),
        policy=policy,
        documents=_documents(run, issued.certificate.repository.tree),
        earlier=tuple(_earlier(repository, run, signed)),
        signers=signed.signers(issued.sha256),
        signed=last_signed(issued, signed),
    )


def _documents(run: RunFolder, tree: str) -> list[Entry]:
    """The documents of the tree with this digest. Raises RunFailed."""
    found = [e for e in run.manifest(tree).entries if e.role is Role.DOCS]
    return sorted(found, key=lambda e: (-e.lines, e.path))


def last_signed(issued: Issued, signed: Shelf) -> LastSigned:
    """What a step back of `issued` is measured against."""
    before = signed.last_before(issued.certificate.run.started_at, issued.sha256)
    return LastSigned(
        certificate=before.certificate if before else None,
        signers=before.signers if before else (),
        notes=signed.notes,
        lost=signed.lost,
    )


def stepped_back(run: str, settings: Settings) -> tuple[list[str], Sequence[str]]:
    """Why the run's policy refuses it, a sentence each, and which signatures it could not count;
    nothing when the policy does not ask for it."""
    state = StateFolder(settings.state)
    repository, folder = state.find(run)
    policy = policy_of(folder)
    if not policy.levels.refuse_regression:
        return [], ()
    issued = issued_of_run(folder)
    signed = last_signed(issued, shelf(state, repository, settings.trust))
    return refused(policy, signed, issued.certificate), signed.notes


def issued_of_run(run: RunFolder) -> Issued:
    """The certificate of a finished run, as it was issued."""
    if not run.read().finished_at:
        raise UsageError(f"run {run.name} is not finished; go on with `seatrial resume {run.name}`")
    return read_issued(run.root / CERTIFICATE, f"certificate of run {run.name}")


def _earlier(repository: RepositoryFolder, run: RunFolder, signed: Shelf) -> Iterator[Earlier]:
    """Finished runs of the same folder from before `run`; one that cannot be read is left out."""
    began = run.read().started_at
    for other in repository.runs():
        try:
            record = other.read()
            if other.name == run.name or not record.finished_at or record.started_at >= began:
                continue
            issued = issued_of_run(other)
        except (RunFailed, UsageError):
            continue
        signers = signed.signers(issued.sha256)
        yield Earlier(other.name, record.started_at, issued.certificate, signers)


def _formed(
    repository: RepositoryFolder, run: RunFolder, signed: Shelf, kind: str, form: Format
) -> tuple[bytes, bool]:
    """The document, and whether the policy lets the run be."""
    if kind == the_certificate.KIND and form is not Format.PDF:
        return _certificate(run, signed, form), True
    m = material_of(repository, run, signed)
    good = kind != progress.KIND or not refused(m.policy, m.signed, m.issued.certificate)
    return _document(KINDS[kind](m), form), good


def _document(document: Document, form: Format) -> bytes:
    match form:
        case Format.MARKDOWN:
            return document_markdown(document).encode()
        case Format.HTML:
            return document_html(document).encode()
        case Format.PDF:
            return document_pdf(document)
        case Format.JSON:
            return (document.model_dump_json(indent=2) + "\n").encode()


def _certificate(run: RunFolder, signed: Shelf, form: Format) -> bytes:
    """The papers as `audit` and `sign` write them."""
    issued = issued_of_run(run)
    signers = signed.signers(issued.sha256)
    if form is Format.JSON:
        return issued.content
    if form is Format.MARKDOWN:
        return render_markdown(issued.certificate, signers).encode()
    from seatrial.evidence.catalogue import catalogue

    checks = policy_of(run).assign(catalogue())
    return render_html(issued.certificate, read_evidence(run.root), checks, signers).encode()


def _write(output: Path, content: bytes, run: RunFolder) -> None:
    """Never into the audited tree."""
    root = Path(run.read().path)
    if output.resolve().is_relative_to(root):
        raise UsageError(
            f"{str(output)!r} lies inside the audited tree {str(root)!r}; name another"
        )
    if output.is_dir():
        raise UsageError(f"{str(output)!r} is a folder; name a file with --output")
    try:
        write_whole(output, content, mode=0o644)
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(f"{str(output)!r} cannot be written: {why}; name another file") from error
