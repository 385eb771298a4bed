"""A folder of advisories in the OSV format, packed to what is needed: one JSON value a line.

Format: https://ossf.github.io/osv-schema/. Withdrawn advisories are left out.
"""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from seatrial.errors import UsageError
from seatrial.evidence.importers.artefact import MOST_BYTES, Artefact, read_sidecar
from seatrial.evidence.importers.binding import in_utc

SCHEMA = "seatrial.advisories/1"
HEAD = f'{{"schema":"{SCHEMA}"'.encode()
_MOST_IN_ONE = 20 * 1024 * 1024


class Package(BaseModel):
    ecosystem: str
    name: str


class _Affected(BaseModel):
    """`ranges` and `severity` are read where they are compared."""

    package: Package | None = None
    ranges: list[dict[str, Any]] = []
    versions: list[str] = []
    severity: list[dict[str, Any]] = []


class Advisory(BaseModel):
    """What is kept of one. `database_specific` says how grave it is in words, if anything does."""

    id: str
    modified: datetime
    withdrawn: datetime | None = None
    aliases: list[str] = []
    summary: str = ""
    severity: list[dict[str, Any]] = []
    affected: list[_Affected] = []
    database_specific: dict[str, Any] = {}

    @property
    def word(self) -> str:
        """LOW, MODERATE, HIGH or CRITICAL, as GitHub's database writes it; '' elsewhere."""
        found = self.database_specific.get("severity")
        return found if isinstance(found, str) else ""


class Head(BaseModel):
    """The first line. `newest` is when the latest of the advisories was changed."""

    schema_name: Literal["seatrial.advisories/1"]
    newest: datetime | None
    ecosystems: dict[str, int]


def read_dump(folder: Path) -> Artefact:
    """`folder` as one artefact. Raises UsageError for a file in it that is no advisory."""
    lines: list[bytes] = []
    newest: datetime | None = None
    ecosystems: dict[str, int] = {}
    size = 0
    for path in _files(folder):
        advisory = _read(path)
        newest = max(filter(None, (newest, in_utc(advisory.modified))))
        if advisory.withdrawn:
            continue
        for name in {a.package.ecosystem.split(":")[0] for a in advisory.affected if a.package}:
            ecosystems[name] = ecosystems.get(name, 0) + 1
        lines.append(_packed(advisory))
        size += len(lines[-1])
        if size > MOST_BYTES:
            raise UsageError(
                f"cannot import {str(folder)!r}: more than {MOST_BYTES} bytes of advisories; "
                "import those of the ecosystems that the repository uses"
            )
    if not lines:
        raise UsageError(f"cannot import {str(folder)!r}: it holds no advisory (*.json) of OSV")
    head = {
        "schema": SCHEMA,
        "newest": newest.isoformat() if newest else None,
        "ecosystems": dict(sorted(ecosystems.items())),
    }
    content = b"\n".join([_bytes(head), *lines, b""])
    return Artefact(folder, content, read_sidecar(folder))


def _files(folder: Path) -> Iterator[Path]:
    """Every *.json below, in one order; hidden folders and links are passed over."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            path = Path(parent) / name
            if name.endswith(".json") and not path.is_symlink():
                yield path


def _read(path: Path) -> Advisory:
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_IN_ONE + 1)
        if len(content) > _MOST_IN_ONE:
            raise UsageError(f"cannot import {str(path)!r}: larger than {_MOST_IN_ONE} bytes")
        return Advisory.model_validate_json(content)
    except OSError as error:
        raise UsageError(f"cannot import {str(path)!r}: {error.strerror}") from error
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"]) or "JSON"
        why = f"{where}: {problem['msg']}"[:150]
        raise UsageError(
            f"cannot import {str(path)!r}: it is no advisory in the OSV format ({why})"
        ) from error


def _packed(advisory: Advisory) -> bytes:
    kept = advisory.model_dump(mode="json", exclude_defaults=True)
    kept["summary"] = advisory.summary[:200]
    kept["database_specific"] = {"severity": advisory.word}
    return _bytes(kept)


def _bytes(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
