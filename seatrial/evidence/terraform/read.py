"""Reads the blocks of every Terraform file that describes what is shipped, in children."""

import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from seatrial.batch import Batches, Unread, json_lines
from seatrial.evidence.terraform.facts import TerraformFile
from seatrial.frozen import sha256
from seatrial.process import module
from seatrial.snapshot.model import Role
from seatrial.snapshot.snapshot import Snapshot


class TerraformReader:
    """Our own reader; its fingerprint is that of its sources and of the grammar."""

    @property
    def fingerprint(self) -> str:
        folder = Path(__file__).parent
        sources = b"".join(p.read_bytes() for p in sorted(folder.glob("*.py")))
        return f"terraform/{version('semble-grammars')} {sha256(sources)}"

    def command(self, objects: Mapping[str, str]) -> tuple[list[str], bytes]:
        argv = module("seatrial.evidence.terraform.reader")
        return argv, json.dumps(objects).encode()

    parse = staticmethod(json_lines)


def read_terraform(snapshot: Snapshot, batches: Batches) -> dict[str, TerraformFile | Unread]:
    """Files by path, or why one has no blocks."""
    entries = snapshot.files(Role.CONFIG, language="terraform")
    seen = batches.read(TerraformReader(), {e.sha256: e.path for e in entries}) if entries else {}
    return {e.path: _file(seen[e.sha256]) for e in entries}


def _file(rows: object) -> TerraformFile | Unread:
    if isinstance(rows, Unread):
        return rows
    if isinstance(rows, dict) and "error" in rows:
        return Unread(rows["error"])
    return TerraformFile.model_validate(rows)
