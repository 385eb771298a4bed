"""What `seatrial check-report` does, and how it refuses what is no document."""

import os
import stat
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from seatrial.claims.checked import check_document
from seatrial.claims.decoded import NotText
from seatrial.claims.reading import MOST_BYTES
from seatrial.claims.report import Examined, as_json, as_sarif, as_text
from seatrial.errors import UsageError
from seatrial.evidence.catalogue import catalogue
from seatrial.frozen import sha256


class ReportFormat(StrEnum):
    """How the answer is written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


def check_reports(files: Sequence[Path], format_: str) -> str:
    """What contradicts what in `files`. Raises UsageError when one is no document."""
    form = _format(format_)
    contents = [(str(path), read_regular(path)) for path in files]
    examined = [_examine(name, content) for name, content in contents]
    checks = catalogue()
    if form is ReportFormat.JSON:
        return as_json(examined, checks)
    return as_text(examined, checks) if form is ReportFormat.TEXT else as_sarif(examined, checks)


def _format(name: str) -> ReportFormat:
    if name not in list(ReportFormat):
        raise UsageError(f"no format {name!r}; known: {', '.join(ReportFormat)}")
    return ReportFormat(name)


def _examine(name: str, content: bytes) -> Examined:
    try:
        return Examined(name, sha256(content), check_document(name, content))
    except NotText as error:
        raise UsageError(f"{name!r} cannot be read as a document: {error}") from error


def read_regular(path: Path) -> bytes:
    """The bytes of a document. Never waits on a pipe and never reads what is too large."""
    try:
        known = os.stat(path)
        if not stat.S_ISREG(known.st_mode):
            raise UsageError(f"{str(path)!r} is not a regular file; name a document")
        if known.st_size > MOST_BYTES:
            raise UsageError(
                f"{str(path)!r} holds {known.st_size} bytes, more than the {MOST_BYTES} of a"
                " document; name the document alone"
            )
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"document {str(path)!r} cannot be read: {error.strerror}") from error
