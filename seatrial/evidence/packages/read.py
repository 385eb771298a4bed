"""Reads every lock file and manifest of a snapshot, in children."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from seatrial.batch import Batches, Unread, json_lines
from seatrial.evidence.packages.formats import foreign_lock, format_of
from seatrial.evidence.packages.inventories import Inventory
from seatrial.evidence.packages.model import Reading
from seatrial.evidence.python.scope import is_ancillary, is_test_input
from seatrial.frozen import sha256
from seatrial.process import module
from seatrial.snapshot.model import Entry, Fate, Role
from seatrial.snapshot.snapshot import Snapshot


class PackageReader:
    """Our own reader; its fingerprint is that of its sources and of the interpreter."""

    @property
    def fingerprint(self) -> str:
        here = Path(__file__).parent
        paths = [*here.glob("*.py"), *(here.parent / "manifests").glob("*.py")]
        sources = b"".join(p.read_bytes() for p in sorted(paths))
        return f"packages/{sys.version_info[0]}.{sys.version_info[1]} {sha256(sources)}"

    def command(self, objects: Mapping[str, str]) -> tuple[list[str], bytes]:
        argv = module("seatrial.evidence.packages.reader")
        return argv, json.dumps(objects).encode()

    parse = staticmethod(json_lines)


def read_inventory(snapshot: Snapshot, batches: Batches) -> Inventory:
    """What a tree needs. Files of tests and examples, and what is vendored, are left aside."""
    found = [e for e in snapshot.entries if format_of(e.path) or foreign_lock(e.path)]
    product = [e for e in found if not _is_aside(e)]
    readable = [e for e in product if e.text and e.fate is not Fate.SKIPPED and format_of(e.path)]
    rows = batches.read(PackageReader(), {e.sha256: e.path for e in readable})
    return Inventory(
        readings=tuple(_reading(e, rows.get(e.sha256)) for e in product),
        aside=tuple(e.path for e in found if _is_aside(e)),
    )


def _is_aside(entry: Entry) -> bool:
    path = entry.path
    return entry.role in {Role.VENDORED, Role.TEST} or is_ancillary(path) or is_test_input(path)


def _reading(entry: Entry, rows: dict[str, Any] | Unread | None) -> Reading:
    kind = format_of(entry.path)
    if kind is None:
        reason = "this version of Seatrial does not read its format"
        ecosystem = foreign_lock(entry.path)
        return Reading(path=entry.path, ecosystem=ecosystem, lock=True, unread=reason)
    plain = Reading(format=kind.name, ecosystem=kind.ecosystem, path=entry.path, lock=kind.lock)
    if rows is None:
        return plain.model_copy(update={"unread": entry.reason or "not text"})
    if isinstance(rows, Unread):
        return plain.model_copy(update={"unread": rows.reason})
    if rows.get("format") != kind.name:
        return plain  # equal bytes of another format: nothing is said in them
    packages = [{**p, "path": entry.path} for p in rows.get("packages", ())]
    return Reading.model_validate({**rows, "path": entry.path, "packages": packages})
