"""Reads what may be a readiness document of a snapshot, in children."""

import json
import re
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from seatrial.batch import Batches, Unread, json_lines
from seatrial.claims.checked import Checked, checked_of
from seatrial.frozen import sha256
from seatrial.process import module
from seatrial.snapshot.model import Entry, Role
from seatrial.snapshot.snapshot import Snapshot

_TEXTS = (".md", ".markdown", ".txt", ".html", ".htm", ".rst", ".adoc")
# A document without any of these words states no readiness and no result; most hold none.
_WORDS = re.compile(
    r"readiness|production[- ]ready|go[-/ ]?no[-/ ]?go|sign[- ]?off|verdict|certif|self-audit"
    r"|\b(?:release|status|progress|completion|phase|audit)[- ](?:report|review|summary|checklist)"
    r"|✅|\[x\]|pass rate|\ball (?:\w+ ){1,3}(?:pass|complete|resolved|mitigated|implemented|tested"
    r"|met|ready)|fully tested|backwards? compatible|air-gap"
    r"|\b(?:zero|no|0)[- ](?:\w+ )?(?:telemetry|findings|vulnerabilities|errors|warnings|downtime"
    r"|secrets|import cycles|data transmission|known issues)",
    re.IGNORECASE,
)


class ClaimsReader:
    """Our own reader; its fingerprint is that of its sources and of the parser."""

    @property
    def fingerprint(self) -> str:
        here = Path(__file__).parent
        sources = b"".join(path.read_bytes() for path in sorted(here.rglob("*.py")))
        parser = version("markdown-it-py")
        return f"claims/1 markdown-it-py/{parser} {sha256(sources)}"

    def command(self, objects: Mapping[str, str]) -> tuple[list[str], bytes]:
        argv = module("seatrial.claims.reader")
        return argv, json.dumps(objects).encode()

    parse = staticmethod(json_lines)


def read_claims(snapshot: Snapshot, batches: Batches) -> dict[str, Checked | Unread]:
    """Documents that may tell how ready the project is, by path."""
    entries = [e for e in snapshot.files(Role.DOCS) if _may_state(snapshot, e)]
    seen = batches.read(ClaimsReader(), {e.sha256: e.path for e in entries})
    return {e.path: _claims_of(seen[e.sha256]) for e in entries}


def _may_state(snapshot: Snapshot, entry: Entry) -> bool:
    if not entry.path.lower().endswith(_TEXTS):
        return False
    return bool(_WORDS.search(entry.path) or _WORDS.search(snapshot.source(entry.path)))


def _claims_of(rows: object) -> Checked | Unread:
    if isinstance(rows, Unread) or not isinstance(rows, dict):
        return rows if isinstance(rows, Unread) else Unread("its reader gave no answer")
    return Unread(rows["unread"]) if "unread" in rows else checked_of(rows)
