"""Reads the facts of every first-party Python file of a snapshot, in children."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from seatrial.batch import Batches, Unread, json_lines
from seatrial.evidence.python.facts import PythonFacts
from seatrial.frozen import sha256
from seatrial.process import module
from seatrial.snapshot.model import Role
from seatrial.snapshot.snapshot import Snapshot


@dataclass(frozen=True)
class Unparsed:
    """Why a file has no facts. `line` is where its syntax breaks, 0 when the parser died.

    `foreign`: it may be right in another version of Python than the one that reads it.
    """

    reason: str
    line: int = 0
    foreign: bool = False


@dataclass
class PythonReading:
    """Facts by path, and the files without any."""

    facts: dict[str, PythonFacts] = field(default_factory=dict)
    unparsed: dict[str, Unparsed] = field(default_factory=dict)


class PythonReader:
    """Our own reader; its fingerprint is that of its sources and of the interpreter."""

    @property
    def fingerprint(self) -> str:
        folder = Path(__file__).parent
        shared = [
            folder.parent / f"{name}.py" for name in ("facts", "sameness", "secret_names", "sql")
        ]
        sources = b"".join(p.read_bytes() for p in [*sorted(folder.rglob("*.py")), *shared])
        return f"python/{sys.version_info[0]}.{sys.version_info[1]} {sha256(sources)}"

    def command(self, objects: Mapping[str, str]) -> tuple[list[str], bytes]:
        argv = module("seatrial.evidence.python.reader")
        return argv, json.dumps(objects).encode()

    parse = staticmethod(json_lines)


def read_python(snapshot: Snapshot, batches: Batches) -> PythonReading:
    """Facts of source and test files in Python; vendored and generated ones are left alone."""
    entries = snapshot.files(Role.SOURCE, Role.TEST, Role.DOCS, language="python")
    seen = batches.read(PythonReader(), {e.sha256: e.path for e in entries})
    reading = PythonReading()
    for entry in entries:
        rows = seen[entry.sha256]
        if isinstance(rows, Unread):
            reading.unparsed[entry.path] = Unparsed(rows.reason)
        elif "error" in rows:
            reading.unparsed[entry.path] = Unparsed(
                rows["error"], rows["line"], rows.get("foreign", False)
            )
        else:
            reading.facts[entry.path] = PythonFacts.model_validate(rows)
    return reading
