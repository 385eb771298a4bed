"""A file that the operator named: its bytes, its digest, and what it says it was made for."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from seatrial.errors import UsageError
from seatrial.frozen import Frozen, sha256

MOST_BYTES = 100 * 1024 * 1024
ACCEPTED = (
    "JUnit XML, coverage.py JSON, Cobertura XML, a k6 summary, or a seatrial.drill/1 record; "
    "see docs/importing.md"
)


class Made(Frozen):
    """For which commit or tree an artefact was made, and when, as far as it says."""

    commit: str = ""
    tree: str = ""
    produced_at: datetime | None = None

    def completed_by(self, other: "Made") -> "Made":
        """This, with what it leaves open taken from `other`."""
        return Made(
            commit=self.commit or other.commit,
            tree=self.tree or other.tree,
            produced_at=self.produced_at or other.produced_at,
        )


@dataclass(frozen=True)
class Artefact:
    """One imported file. `beside` is what its sidecar says."""

    path: Path
    content: bytes
    beside: Made

    @property
    def sha256(self) -> str:
        return sha256(self.content)

    def refuse(self, why: str) -> UsageError:
        return UsageError(f"cannot import {str(self.path)!r}: {why}; accepted: {ACCEPTED}")

    def json(self) -> dict[str, Any]:
        """The content as a JSON object. Raises UsageError when it is none."""
        try:
            value = json.loads(self.content)
        except RecursionError as error:
            raise self.refuse("its JSON is nested too deeply") from error
        except ValueError as error:
            raise self.refuse(f"it is not valid JSON ({str(error)[:100]})") from error
        if not isinstance(value, dict):
            raise self.refuse("its JSON is not an object")
        return value


def read_artefact(path: Path) -> Artefact:
    """The file at `path` with its sidecar `NAME.subject.json`, if there is one.

    Raises UsageError when either cannot be read or is larger than 100 MB.
    """
    content = _read(path)
    sidecar = path.with_name(path.name + ".subject.json")
    beside = _read_made(sidecar) if sidecar.exists() else Made()
    return Artefact(path, content, beside)


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise UsageError(f"cannot import {str(path)!r}: no such file; accepted: {ACCEPTED}")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"cannot import {str(path)!r}: {error.strerror}") from error
    if len(content) > MOST_BYTES:
        raise UsageError(f"cannot import {str(path)!r}: larger than {MOST_BYTES} bytes")
    return content


def _read_made(path: Path) -> Made:
    try:
        return Made.model_validate_json(_read(path))
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"])
        why = f"{where}: {problem['msg']}" if where else problem["msg"]
        raise UsageError(
            f'cannot import: sidecar {str(path)!r} is not like {{"commit": "…"}} ({why})'
        ) from error
