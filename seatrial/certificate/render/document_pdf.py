"""A document as PDF/A-2b, set by typst (the extra `[pdf]`) from data: no text of it is markup."""

import json
from datetime import UTC, datetime, time
from importlib import import_module
from importlib.resources import files
from typing import Any

from seatrial.certificate.reports.document import Document
from seatrial.errors import EnvironmentRefused, RunFailed
from seatrial.escape import visible

STANDARD = "a-2b"


def document_pdf(document: Document) -> bytes:
    """Raises EnvironmentRefused when typst is not installed."""
    try:
        typst = import_module("typst")
    except ImportError as error:
        raise EnvironmentRefused(
            "typst is not installed, which sets PDF files; install `seatrial[pdf]`, or take"
            " --format html and print it"
        ) from error
    template = files("seatrial.certificate.render") / "templates" / "document.typ"
    noon = datetime.combine(document.decided_on, time(12), tzinfo=UTC)
    try:
        made = typst.compile(
            template.read_bytes(),
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"document": json.dumps(_shown(document.model_dump(mode="json")))},
            pdf_standards=[STANDARD],
            timestamp=noon,
        )
    except RuntimeError as error:
        raise RunFailed(f"typst could not set the document: {error}; take --format html") from error
    return bytes(made)


def _shown(value: Any) -> Any:
    """`value` with nothing invisible in its texts; the lines of a quote stay apart."""
    if isinstance(value, dict):
        return {k: _shown(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_shown(v) for v in value]
    if isinstance(value, str):
        return "\n".join(visible(line) for line in value.split("\n"))
    return value
