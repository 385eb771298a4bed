"""A file that the operator named: its bytes, its digest, and what it says it was made for."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from seatrial.errors import UsageError
from seatrial.frozen import Frozen, sha256

MOST_BYTES = 100 * 1024 * 1024
_BOM = b"\xef\xbb\xbf"
_NAMES = ("commit", "tree")
M = TypeVar("M", bound=BaseModel)


class Made(Frozen):
    """For which commit or tree an artefact was made, and when, as far as it says."""

    commit: str = ""
    tree: str = ""
    produced_at: datetime | None = None


UNSTATED = Made()


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
        return UsageError(f"cannot import {str(self.path)!r}: {why}")

    def made(self, inside: Made = UNSTATED) -> Made:
        """What the content says, completed by the sidecar; they may not name two subjects."""
        for name in _NAMES:
            here, there = getattr(inside, name), getattr(self.beside, name)
            if here and there and here.lower() != there.lower():
                raise self.refuse(
                    f"it contradicts its sidecar: {name} {here[:40]!r} here, {there[:40]!r} there"
                )
        return Made(
            commit=inside.commit or self.beside.commit,
            tree=inside.tree or self.beside.tree,
            produced_at=inside.produced_at or self.beside.produced_at,
        )

    # -- the content, by its kind ---------------------------------------------------------------

    @cached_property
    def start(self) -> bytes:
        """The first bytes, blanks aside."""
        return self.content[:64].removeprefix(_BOM).lstrip()

    @property
    def is_xml(self) -> bool:
        return self.start.startswith(b"<")

    @property
    def is_json(self) -> bool:
        return self.start.startswith((b"{", b"["))

    @cached_property
    def text(self) -> str:
        """The content of what is neither XML nor JSON, '' for what is."""
        if self.is_xml or self.is_json:
            return ""
        try:
            return self.content.removeprefix(_BOM).decode()
        except UnicodeDecodeError as error:
            raise self.refuse("it is neither XML nor JSON nor text in UTF-8") from error

    @cached_property
    def value(self) -> Any:
        """The JSON value, None for what is no JSON. Raises UsageError when it is broken."""
        if not self.is_json:
            return None
        try:
            return json.loads(self.content)
        except RecursionError as error:
            raise self.refuse("its JSON is nested too deeply") from error
        except ValueError as error:
            raise self.refuse(f"it is not valid JSON ({str(error)[:100]})") from error

    @property
    def object(self) -> dict[str, Any]:
        """The JSON object, empty for everything else."""
        return self.value if isinstance(self.value, dict) else {}

    def read_as(self, model: type[M], kind: str) -> M:
        """The JSON as `model`; UsageError names the first thing that makes it no `kind`."""
        try:
            return model.model_validate(self.value)
        except ValidationError as error:
            problem = error.errors()[0]
            where = ".".join(str(part) for part in problem["loc"])
            why = f"{where}: {problem['msg']}"[:150]
            raise self.refuse(f"it is not {kind} ({why})") from error
        except RecursionError as error:
            raise self.refuse("its JSON is nested too deeply") from error


def read_artefact(path: Path) -> Artefact:
    """The file at `path` with its sidecar `NAME.subject.json`, if there is one.

    Raises UsageError when either cannot be read or is larger than 100 MB.
    """
    return Artefact(path, _read(path), read_sidecar(path))


def sidecar_of(path: Path) -> Path:
    """Where it would be said what `path` was made for."""
    whole = path.resolve() if path.is_dir() else path
    return whole.with_name(f"{whole.name}.subject.json")


def read_sidecar(path: Path) -> Made:
    """What stands beside `path`, empty when nothing does."""
    sidecar = sidecar_of(path)
    return _read_made(sidecar) if sidecar.exists() else UNSTATED


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise UsageError(f"cannot import {str(path)!r}: no such file")
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
