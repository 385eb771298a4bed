"""What is known of a file in which a fault may be planted, read in a child."""

import json
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from seatrial.batch import Batches, Unread, json_lines
from seatrial.frozen import Frozen, sha256


class Function(Frozen):
    """A function, by 1-based lines: where it starts, its first statement, its end."""

    header: str
    parameters: tuple[tuple[str, str], ...]
    start: int
    body: int
    end: int
    indent: str
    column: int


class Syntax(Frozen):
    """`errors` counts what the parser could not place, before anything is planted."""

    errors: int = 0
    functions: tuple[Function, ...] = ()
    prose: tuple[tuple[int, int], ...] = ()


class SyntaxReader:
    """Our child; a changed child or grammar reads again."""

    @property
    def fingerprint(self) -> str:
        return f"trial-syntax {_source()} grammars {version('semble-grammars')}"

    def command(self, objects: Mapping[str, str]) -> tuple[list[str], bytes]:
        argv = [sys.executable, "-I", "-m", "seatrial.trial.syntax_child"]
        return argv, json.dumps(objects).encode()

    parse = staticmethod(json_lines)


def read_syntax(batches: Batches, files: Mapping[str, str]) -> dict[str, Syntax]:
    """By digest, for `files` (digest to path); what cannot be read is left out."""
    seen = batches.read(SyntaxReader(), files)
    return {d: Syntax.model_validate(row) for d, row in _read(seen.items())}


def _read(rows: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [(digest, row) for digest, row in rows if not isinstance(row, Unread)]


@cache
def _source() -> str:
    return sha256(Path(__file__).with_name("syntax_child.py").read_bytes())[:16]
