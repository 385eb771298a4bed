"""Reads every Markdown document of a snapshot, in children."""

import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from seatrial.batch import Batches, Unread, json_lines
from seatrial.evidence.document_reader import document_of
from seatrial.evidence.documents import Document, lines_of
from seatrial.frozen import sha256
from seatrial.process import module
from seatrial.snapshot.model import Role
from seatrial.snapshot.snapshot import Snapshot


class DocumentReader:
    """Our own reader; its fingerprint is that of its sources and of the parser."""

    @property
    def fingerprint(self) -> str:
        here = Path(__file__)
        names = ("document_reader.py", "documents.py")
        sources = b"".join(here.with_name(name).read_bytes() for name in names)
        return f"documents/1 markdown-it-py/{version('markdown-it-py')} {sha256(sources)}"

    def command(self, objects: Mapping[str, str]) -> tuple[list[str], bytes]:
        argv = module("seatrial.evidence.document_reader")
        return argv, json.dumps(objects).encode()

    parse = staticmethod(json_lines)


def read_documents(snapshot: Snapshot, batches: Batches) -> dict[str, Document]:
    """Markdown files with the role of documentation, by path."""
    entries = snapshot.files(Role.DOCS, language="markdown")
    seen = batches.read(DocumentReader(), {e.sha256: e.path for e in entries})
    documents = {}
    for entry in entries:
        text, rows = snapshot.source(entry.path), seen[entry.sha256]
        if isinstance(rows, Unread):
            documents[entry.path] = Document(lines_of(text), unread=rows.reason)
        else:
            documents[entry.path] = document_of(text, rows)
    return documents
